#!/usr/bin/env node
// A drop-in "VS Code executable" for @vscode/test-electron on machines without desktop VS Code: see shim.ts.
import './shim.ts';
