/** Copies as marks in the overview ruler, once duplicates have been looked for; the colour is a theme's to choose. */
import * as vscode from 'vscode';
import type { Marks } from './marks.ts';
import { rangeOf, spotOf } from './places.ts';
import { marksWanted } from './settings.ts';

/** Contributed in package.json with defaults for all four kinds of theme. */
const COLOR = 'lookalike.overviewRuler.duplicate';

export class RulerMarks implements vscode.Disposable {
  readonly #marks: Marks;
  readonly #look = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor(COLOR),
    // The left lane is version control's, the right one that of problems.
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly #disposables: vscode.Disposable[];

  constructor(marks: Marks) {
    this.#marks = marks;
    this.#disposables = [
      this.#look,
      marks.onDidChangeCodeLenses(() => this.#draw()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri } = editor.document;
      const hits = marksWanted(uri).overviewRuler ? this.#marks.hitsIn(uri) : [];
      editor.setDecorations(
        this.#look,
        hits.map((hit) => rangeOf(spotOf(hit))),
      );
    }
  }
}
