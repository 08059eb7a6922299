/** Lines of one of the editor's documents. */
import type * as vscode from 'vscode';

export interface Spot {
  readonly uri: vscode.Uri;
  /** 1-based, inclusive. */
  readonly startLine: number;
  /** 1-based, inclusive. */
  readonly endLine: number;
}
