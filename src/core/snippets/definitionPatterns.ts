/** First lines of definitions in languages that no grammar here reads. */

export interface DefinitionPattern {
  /** Captures `name`, once: two groups of one name are an error on Node 22, the oldest editors'. */
  readonly head: RegExp;
  readonly kind: 'function' | 'class';
  /** Bodies are not indented: the definition runs up to the next one. */
  readonly untilNext?: boolean;
}

const fn = (head: RegExp): DefinitionPattern => ({ head, kind: 'function' });
const type = (head: RegExp): DefinitionPattern => ({ head, kind: 'class' });
const openEnded = (head: RegExp): DefinitionPattern => ({
  head,
  kind: 'function',
  untilNext: true,
});

/** `int main(…) {`, `void f()`: a type, a name, parentheses, no `;` and no word that opens a statement. */
const C_LIKE = fn(
  /^\s*(?!(?:if|for|while|switch|return|else|catch|do|using|new|throw)\b)(?:[\w:<>,*&[\]?.~@]+\s+)+[*&]*(?<name>~?[A-Za-z_]\w*)\s*\([^;]*$/,
);

/** By language id. */
export const DEFINITION_PATTERNS: Readonly<Record<string, readonly DefinitionPattern[]>> = {
  sql: [
    openEnded(
      /^\s*create\s+(?:or\s+(?:replace|alter)\s+)?(?:function|procedure|proc|trigger|event)\s+(?:if\s+not\s+exists\s+)?(?<name>["`[]?[\w.]+["`\]]?)/i,
    ),
    {
      head: /^\s*create\s+(?:or\s+(?:replace|alter)\s+)?(?:temp(?:orary)?\s+|materialized\s+|external\s+)*(?:package(?:\s+body)?|view|table|type|domain)\s+(?:if\s+not\s+exists\s+)?(?<name>["`[]?[\w.]+["`\]]?)/i,
      kind: 'class',
      untilNext: true,
    },
  ],
  perl: [fn(/^\s*sub\s+(?<name>[\w:']+)/), type(/^\s*package\s+(?<name>[\w:]+)\s*\{/)],
  r: [
    fn(/^\s*(?<name>[`\w.]+)\s*(?:<-|=)\s*function\b/),
    type(/^\s*(?<name>\w+)\s*(?:<-|=)\s*(?:R6::)?R6Class\b/),
  ],
  julia: [
    fn(/^\s*(?:@\w+\s+)*(?:function|macro)\s+(?<name>[\w.!]+)/),
    type(/^\s*(?:abstract\s+type|primitive\s+type|mutable\s+struct|struct)\s+(?<name>\w+)/),
    fn(/^(?<name>[\w.!]+)\([^=]*\)(?:::\S+)?\s*=(?!=)/),
  ],
  clojure: [
    type(/^\((?:defprotocol|defrecord|deftype|definterface)\s+(?:\^\S+\s+)*(?<name>[^\s()]+)/),
    fn(
      /^\((?:[\w.-]+\/)?(?:defn-?|defmacro|defmethod|defmulti|deftest|defspec|defonce|def|s\/defn|defcomponent)\s+(?:\^\S+\s+)*(?<name>[^\s()[\]]+)/,
    ),
  ],
  lisp: [
    fn(
      /^\((?:cl-)?(?:defun|defmacro|defmethod|defgeneric|defsubst|define|define-syntax|define-inline|ert-deftest|deftest)\*?\s+\(?(?<name>[^\s()]+)/,
    ),
    type(
      /^\((?:defclass|defstruct|cl-defstruct|define-record-type|struct|defvar|defcustom|defconst|defparameter|define-minor-mode)\s+\(?(?<name>[^\s()]+)/,
    ),
  ],
  erlang: [
    fn(/^(?<name>[a-z]\w*)\s*\(.*(?:->|when\b|,)\s*(?:%.*|[^.]*\.?)?$/),
    type(/^-record\(\s*(?<name>\w+)/),
  ],
  fsharp: [
    type(/^\s*(?:type|module)\s+(?:(?:private|internal|rec|public)\s+)*(?<name>[\w.`]+)/),
    fn(
      /^\s*(?:static\s+|abstract\s+|override\s+|default\s+)*member\s+(?:inline\s+|private\s+)*(?:\w+\.)?(?<name>\w+)/,
    ),
    fn(/^\s*(?:override|default)\s+(?:\w+\.)?(?<name>\w+)/),
    fn(/^\s*let\s+(?:(?:rec|inline|private|internal)\s+)*(?!mutable\b)(?<name>[\w`]+)\s+[^=\s].*=/),
    fn(/^\s*let\s+(?:rec\s+)?(?:private\s+)?(?<name>\w+)\s*=\s*$/),
  ],
  groovy: [
    type(
      /^\s*(?:(?:public|private|protected|abstract|final|static|@\w+)\s+)*(?:class|interface|enum|trait)\s+(?<name>\w+)/,
    ),
    fn(/^\s*(?:(?:public|private|protected|static|final|@\w+)\s+)*def\s+(?<name>\w+|"[^"]+")\s*\(/),
    fn(/^\s*task\s+(?<name>\w+)/),
    fn(/^\s*tasks\.(?:register|named|create)\s*\(?\s*['"](?<name>[\w-]+)/),
    C_LIKE,
  ],
  nim: [
    fn(/^\s*(?:proc|func|method|iterator|template|macro|converter)\s+(?<name>[\w`=]+)/),
    type(
      /^\s+(?<name>\w+)\*?(?:\[[^\]]*\])?\s*(?:\{\.[^}]*\.\})?\s*=\s*(?:ref\s+)?(?:object|enum|tuple|concept)\b/,
    ),
  ],
  crystal: [
    type(/^\s*(?:private\s+|abstract\s+)*(?:class|module|struct|enum|lib)\s+(?<name>[\w:]+)/),
    fn(
      /^\s*(?:private\s+|protected\s+|abstract\s+)*(?:def|macro|fun)\s+(?:self\.)?(?<name>[\w?!=]+)/,
    ),
  ],
  d: [
    type(
      /^\s*(?:(?:public|private|abstract|final|static|export)\s+)*(?:class|interface|struct|union|enum|template)\s+(?<name>\w+)/,
    ),
    C_LIKE,
  ],
  vb: [
    type(/^\s*(?:\w+\s+)*?(?:Class|Module|Structure|Interface|Enum)\s+(?<name>\w+)/i),
    fn(
      /^\s*(?!End\b|Exit\b|Declare\b)(?:\w+\s+)*?(?:Sub|Function|Property)\s+(?:Get\s+|Let\s+|Set\s+)?(?<name>\w+)/i,
    ),
  ],
  pascal: [
    type(/^\s*(?<name>\w+)\s*=\s*(?:packed\s+)?(?:class|record|interface|object)\b/i),
    openEnded(/^(?:class\s+)?(?:procedure|function|constructor|destructor)\s+(?<name>[\w.]+)/i),
  ],
  fortran: [
    type(/^\s*(?:module(?!\s+procedure)|program|submodule\s*\(\w+\))\s+(?<name>\w+)\s*$/i),
    type(/^\s*type\s*(?:,[^:]*)?(?:::)?\s*(?<name>[a-z]\w*)\s*$/i),
    fn(/^\s*(?!end\b)(?:[\w()=*,\s]+?\s)?(?:subroutine|function)\s+(?<name>\w+)/i),
  ],
  verilog: [
    type(/^\s*(?:module|interface|package|class|program)\s+(?:automatic\s+)?(?<name>\w+)/),
    fn(
      /^\s*(?:virtual\s+|static\s+|local\s+)*(?:function|task)\s+(?:automatic\s+)?(?:[\w[\]:]+\s+)*(?<name>\w+)\s*[(;]/,
    ),
  ],
  vhdl: [
    type(/^\s*(?:entity|package(?:\s+body)?|configuration)\s+(?<name>\w+)\s+is/i),
    type(/^\s*architecture\s+(?<name>\w+)\s+of/i),
    fn(/^\s*(?:pure\s+|impure\s+)?(?:function|procedure)\s+(?<name>\w+)/i),
    fn(/^\s*(?<name>\w+)\s*:\s*process\b/i),
  ],
  assembly: [openEnded(/^(?<name>[A-Za-z_]\w*):/)],
  glsl: [type(/^\s*(?:struct|cbuffer)\s+(?<name>\w+)/), C_LIKE],
  gdscript: [
    fn(/^\s*(?:static\s+|remote\s+|master\s+)*func\s+(?<name>\w+)/),
    type(/^\s*class\s+(?<name>\w+)/),
  ],
  coffeescript: [
    type(/^\s*(?:module\.exports\s*=\s*)?class\s+(?<name>[\w.@]+)/),
    fn(/^\s*@?(?<name>[\w.]+)\s*[:=]\s*(?:\([^)]*\)\s*)?[-=]>/),
  ],
  graphql: [
    type(
      /^\s*(?:extend\s+)?(?:type|interface|input|enum|union|scalar|query|mutation|subscription|fragment|directive)\s+@?(?<name>\w+)/,
    ),
  ],
  protobuf: [
    type(/^\s*(?:message|service|enum|struct|union|exception|table)\s+(?<name>\w+)/),
    fn(/^\s*rpc\s+(?<name>\w+)[^;]*\{\s*$/),
  ],
  terraform: [
    type(/^(?:resource|data|module|variable|output|provider)\s+(?<name>"[\w-]+"(?:\s+"[\w-]+")?)/),
  ],
  cmake: [fn(/^\s*(?:function|macro)\s*\(\s*(?<name>\w+)/i)],
  makefile: [
    fn(/^(?<name>[\w./%$(){}-]+)(?:\s+[\w./%$(){}-]+)*\s*::?(?!=)/),
    fn(/^define\s+(?<name>\w+)/),
  ],
  viml: [fn(/^\s*fu(?:n|nc|nction)?!?\s+(?<name>[\w:#.<>]+)/)],
  batch: [openEnded(/^:(?<name>[A-Za-z]\w*)/)],
};
