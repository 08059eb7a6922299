/** The one table of languages; everything that depends on a language's looks reads it from here. */
import {
  defineLanguage,
  type Language,
  type LanguageRow,
  type StringDelimiter,
} from './language.ts';

const backslash = (open: string, close = open, multiline = false): StringDelimiter => ({
  open,
  close,
  escape: '\\',
  multiline,
});
const raw = (open: string, close = open): StringDelimiter => ({
  open,
  close,
  escape: '',
  multiline: true,
});
const doubled = (quote: string, open = quote): StringDelimiter => ({
  open,
  close: quote,
  escape: quote,
  multiline: true,
});

const DOUBLE = backslash('"');
const SINGLE = backslash("'");
const BACKTICK = backslash('`', '`', true);
const TRIPLE_DOUBLE = backslash('"""', '"""', true);
const TRIPLE_SINGLE = backslash("'''", "'''", true);
const C_COMMENTS = { lineComments: ['//'], blockComments: [['/*', '*/']] } as const;
const HASH_COMMENTS = { lineComments: ['#'] } as const;
const MARKUP_COMMENTS = { blockComments: [['<!--', '-->']] } as const;

const JAVASCRIPT_KEYWORDS = `async await break case catch class const continue debugger default delete do else export
  extends false finally for from function get if import in instanceof let new null of return set static super switch
  this throw true try typeof undefined var void while with yield`;
const TYPESCRIPT_KEYWORDS = `${JAVASCRIPT_KEYWORDS} abstract any as asserts bigint boolean declare enum implements
  infer interface is keyof module namespace never number object override private protected public readonly satisfies
  string symbol type unique unknown`;
const C_KEYWORDS = `auto bool break case char const continue default do double else enum extern false float for goto
  if inline int long NULL register restrict return short signed sizeof static struct switch true typedef union
  unsigned void volatile while`;

/** The more frequent first where two claim an extension; `detectLanguage` settles the known quarrels by the text. */
const ROWS: readonly LanguageRow[] = [
  {
    id: 'typescript',
    name: 'TypeScript',
    aliases: ['ts'],
    extensions: ['ts', 'mts', 'cts'],
    shebangs: ['deno', 'ts-node', 'tsx', 'bun'],
    ...C_COMMENTS,
    strings: [BACKTICK, DOUBLE, SINGLE],
    keywords: TYPESCRIPT_KEYWORDS,
    grammar: 'typescript',
  },
  {
    id: 'tsx',
    name: 'TypeScript JSX',
    aliases: ['typescriptreact'],
    family: 'typescript',
    extensions: ['tsx'],
    ...C_COMMENTS,
    strings: [BACKTICK, DOUBLE, SINGLE],
    keywords: TYPESCRIPT_KEYWORDS,
    grammar: 'tsx',
  },
  {
    id: 'javascript',
    name: 'JavaScript',
    aliases: ['js', 'node'],
    extensions: ['js', 'mjs', 'cjs', 'es6', 'gs', 'jsm'],
    fileNames: ['jakefile'],
    shebangs: ['node', 'nodejs'],
    ...C_COMMENTS,
    strings: [BACKTICK, DOUBLE, SINGLE],
    keywords: JAVASCRIPT_KEYWORDS,
    grammar: 'javascript',
  },
  {
    id: 'jsx',
    name: 'JavaScript JSX',
    aliases: ['javascriptreact'],
    family: 'javascript',
    extensions: ['jsx'],
    ...C_COMMENTS,
    strings: [BACKTICK, DOUBLE, SINGLE],
    keywords: JAVASCRIPT_KEYWORDS,
    grammar: 'javascript',
  },
  {
    id: 'python',
    name: 'Python',
    aliases: ['py', 'starlark'],
    extensions: ['py', 'pyi', 'pyw', 'pyx', 'pxd', 'bzl', 'star', 'gyp', 'gypi'],
    fileNames: [
      'build.bazel',
      'workspace.bazel',
      'sconstruct',
      'sconscript',
      'wscript',
      'tiltfile',
    ],
    shebangs: ['python', 'pypy', 'uv'],
    ...HASH_COMMENTS,
    strings: [TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
    keywords: `and as assert async await break case class continue def del elif else except False finally for from
      global if import in is lambda match None nonlocal not or pass raise return True try type while with yield`,
    indentation: true,
    grammar: 'python',
  },
  {
    id: 'java',
    name: 'Java',
    extensions: ['java', 'jav'],
    ...C_COMMENTS,
    strings: [TRIPLE_DOUBLE, DOUBLE, SINGLE],
    keywords: `abstract assert boolean break byte case catch char class const continue default do double else enum
      extends false final finally float for goto if implements import instanceof int interface long native new null
      package permits private protected public record return sealed short static strictfp super switch synchronized
      this throw throws transient true try var void volatile while yield`,
    grammar: 'java',
  },
  {
    id: 'go',
    name: 'Go',
    aliases: ['golang'],
    extensions: ['go'],
    ...C_COMMENTS,
    strings: [raw('`'), DOUBLE, SINGLE],
    keywords: `any bool break byte case chan const continue default defer else error fallthrough false float32 float64
      for func go goto if import int int32 int64 interface iota map nil package range return rune select string struct
      switch true type uint uint32 uint64 var`,
    grammar: 'go',
  },
  {
    id: 'rust',
    name: 'Rust',
    aliases: ['rs'],
    extensions: ['rs'],
    ...C_COMMENTS,
    nestedComments: true,
    strings: [raw('r##"', '"##'), raw('r#"', '"#'), raw('r"', '"'), backslash('"', '"', true)],
    keywords: `as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i16 i32
      i64 i8 if impl in isize let loop macro_rules match mod move mut pub ref return self Self static str struct super
      trait true type u16 u32 u64 u8 union unsafe use usize where while`,
    grammar: 'rust',
  },
  {
    id: 'c',
    name: 'C',
    extensions: ['c', 'h', 'xbm', 'xpm'],
    ...C_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: C_KEYWORDS,
    grammar: 'c',
  },
  {
    id: 'cpp',
    name: 'C++',
    aliases: ['c++', 'cxx', 'cuda'],
    extensions: 'cpp cc cxx c++ hpp hh hxx h++ ipp inl tpp tcc txx cu cuh ino ixx cppm'.split(' '),
    ...C_COMMENTS,
    strings: [raw('R"(', ')"'), DOUBLE, SINGLE],
    keywords: `${C_KEYWORDS} alignas alignof and catch char16_t char32_t class co_await co_return co_yield concept
      const_cast consteval constexpr constinit decltype delete dynamic_cast explicit export final friend mutable
      namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires
      static_assert static_cast template this thread_local throw try typeid typename using virtual wchar_t xor`,
    grammar: 'cpp',
  },
  {
    id: 'csharp',
    name: 'C#',
    aliases: ['c#', 'cs'],
    extensions: ['cs', 'csx', 'cake'],
    ...C_COMMENTS,
    strings: [TRIPLE_DOUBLE, doubled('"', '$@"'), doubled('"', '@"'), DOUBLE, SINGLE],
    keywords: `abstract as async await base bool break byte case catch char checked class const continue decimal
      default delegate do double else enum event explicit extern false finally fixed float for foreach get goto if
      implicit in init int interface internal is lock long nameof namespace new null object operator out override
      params partial private protected public readonly record ref return sbyte sealed set short sizeof stackalloc
      static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using value var
      virtual void volatile when where while yield`,
    grammar: 'c-sharp',
  },
  {
    id: 'ruby',
    name: 'Ruby',
    aliases: ['rb'],
    extensions: ['rb', 'rake', 'gemspec', 'ru', 'podspec', 'jbuilder', 'thor', 'rbi', 'builder'],
    fileNames:
      'rakefile gemfile guardfile podfile vagrantfile capfile fastfile brewfile thorfile dangerfile'.split(
        ' ',
      ),
    shebangs: ['ruby', 'jruby', 'rake'],
    ...HASH_COMMENTS,
    blockComments: [['=begin', '=end']],
    strings: [backslash('"', '"', true), backslash("'", "'", true), BACKTICK],
    keywords: `alias and attr_accessor attr_reader attr_writer begin BEGIN break case class def defined? do else elsif
      end END ensure extend false for if in include lambda loop module next nil not or private proc protected public
      puts raise redo require require_relative rescue retry return self super then true undef unless until when while
      yield`,
    grammar: 'ruby',
  },
  {
    id: 'php',
    name: 'PHP',
    extensions: ['php', 'phtml', 'php3', 'php4', 'php5', 'php7', 'phps', 'inc'],
    shebangs: ['php'],
    lineComments: ['//', '#'],
    blockComments: [['/*', '*/']],
    strings: [backslash('"', '"', true), backslash("'", "'", true), BACKTICK],
    keywords: `abstract and array as bool break callable case catch class clone const continue declare default die do
      echo else elseif empty enum exit extends false final finally float fn for foreach function global goto if
      implements include include_once instanceof insteadof int interface isset list match mixed namespace new null or
      parent print private protected public readonly require require_once return self static string switch this throw
      trait true try unset use var void while xor yield`,
    caseInsensitive: true,
    grammar: 'php',
    embedded: true,
  },
  {
    id: 'kotlin',
    name: 'Kotlin',
    aliases: ['kt'],
    extensions: ['kt', 'kts', 'ktm'],
    ...C_COMMENTS,
    nestedComments: true,
    strings: [raw('"""'), DOUBLE, SINGLE],
    keywords: `abstract actual annotation as break by catch class companion const constructor continue crossinline data
      do else enum expect external false final finally for fun get if import in infix init inline inner interface
      internal is it lateinit noinline null object open operator out override package private protected public reified
      return sealed set super suspend tailrec this throw true try typealias val value var vararg when where while`,
    grammar: 'kotlin',
  },
  {
    id: 'swift',
    name: 'Swift',
    extensions: ['swift'],
    shebangs: ['swift'],
    ...C_COMMENTS,
    nestedComments: true,
    strings: [TRIPLE_DOUBLE, raw('#"', '"#'), DOUBLE],
    keywords: `actor any as associatedtype async await break case catch class continue convenience default defer deinit
      didSet do dynamic else enum extension fallthrough false fileprivate final for func get guard if import in
      indirect init inout internal is lazy let mutating nil none nonisolated open operator optional override
      precedencegroup private protocol public repeat required rethrows return self Self set some static struct
      subscript super switch throw throws true try typealias unowned var weak where while willSet`,
    grammar: 'swift',
  },
  {
    id: 'scala',
    name: 'Scala',
    extensions: ['scala', 'sc', 'sbt', 'mill'],
    shebangs: ['scala', 'amm'],
    ...C_COMMENTS,
    nestedComments: true,
    strings: [raw('"""'), DOUBLE, SINGLE],
    keywords: `abstract case catch class def derives do else end enum export extends extension false final finally for
      forSome given if implicit import inline lazy match new null object opaque open override package private protected
      return sealed super then this throw trait transparent true try type using val var while with yield`,
    grammar: 'scala',
  },
  {
    id: 'bash',
    name: 'Shell',
    aliases: ['sh', 'shell', 'shellscript', 'zsh'],
    extensions: ['sh', 'bash', 'zsh', 'ksh', 'bats', 'ebuild', 'eclass', 'command', 'fish'],
    fileNames: [
      '.bashrc',
      '.bash_profile',
      '.bash_aliases',
      '.profile',
      '.zshrc',
      '.zshenv',
      '.zprofile',
      'apkbuild',
      'pkgbuild',
      'configure.ac',
    ],
    shebangs: ['sh', 'bash', 'zsh', 'ksh', 'dash', 'ash', 'bats', 'fish'],
    ...HASH_COMMENTS,
    strings: [backslash('"', '"', true), raw("'"), BACKTICK],
    keywords: `alias break case cd continue coproc declare do done echo elif else esac eval exec exit export fi for
      function getopts if in let local printf read readonly return select set shift source test then time trap typeset
      unset until while`,
    grammar: 'bash',
  },
  {
    id: 'lua',
    name: 'Lua',
    aliases: ['luau'],
    extensions: ['lua', 'luau', 'rockspec', 'wlua'],
    shebangs: ['lua', 'luajit', 'texlua'],
    lineComments: ['--'],
    blockComments: [
      ['--[==[', ']==]'],
      ['--[=[', ']=]'],
      ['--[[', ']]'],
    ],
    strings: [raw('[==[', ']==]'), raw('[=[', ']=]'), raw('[[', ']]'), DOUBLE, SINGLE],
    keywords: `and break do else elseif end false for function goto if in local nil not or repeat return self then true
      until while`,
    grammar: 'lua',
  },
  {
    id: 'dart',
    name: 'Dart',
    extensions: ['dart'],
    shebangs: ['dart'],
    ...C_COMMENTS,
    nestedComments: true,
    strings: [TRIPLE_DOUBLE, TRIPLE_SINGLE, raw('r"', '"'), raw("r'", "'"), DOUBLE, SINGLE],
    keywords: `abstract as assert async await base bool break case catch class const continue covariant default deferred
      do double dynamic else enum export extends extension external factory false final finally for Function get hide
      if implements import in int interface is late library mixin new null num on operator part required rethrow return
      sealed set show static String super switch sync this throw true try typedef var void when while with yield`,
    grammar: 'dart',
  },
  {
    id: 'elixir',
    name: 'Elixir',
    aliases: ['ex'],
    extensions: ['ex', 'exs'],
    shebangs: ['elixir'],
    ...HASH_COMMENTS,
    strings: [TRIPLE_DOUBLE, TRIPLE_SINGLE, backslash('"', '"', true), backslash("'", "'", true)],
    keywords: `after alias and case catch cond def defdelegate defexception defguard defimpl defmacro defmacrop defmodule
      defp defprotocol defstruct do else end false fn for if import in nil not or quote raise receive require rescue
      super throw true try unless unquote use when with`,
    grammar: 'elixir',
  },
  {
    id: 'haskell',
    name: 'Haskell',
    aliases: ['hs'],
    extensions: ['hs', 'hsc', 'hs-boot', 'lhs'],
    shebangs: ['runhaskell', 'runghc', 'stack', 'cabal'],
    lineComments: ['--'],
    blockComments: [['{-', '-}']],
    nestedComments: true,
    strings: [DOUBLE],
    keywords: `as case class data default deriving do else False family forall foreign hiding if import in infix infixl
      infixr instance let mdo module newtype of otherwise pattern proc qualified rec role then True type via where`,
    indentation: true,
    grammar: 'haskell',
  },
  {
    id: 'zig',
    name: 'Zig',
    extensions: ['zig', 'zon'],
    lineComments: ['//'],
    strings: [DOUBLE, SINGLE],
    keywords: `addrspace align allowzero and anyframe anytype asm async await bool break callconv catch comptime const
      continue defer else enum errdefer error export extern false fn for if inline linksection noalias noinline
      nosuspend null opaque or orelse packed pub resume return struct suspend switch test threadlocal true try
      undefined union unreachable usingnamespace var void volatile while`,
    grammar: 'zig',
  },
  {
    id: 'objc',
    name: 'Objective-C',
    aliases: ['objective-c', 'objectivec', 'objective-cpp'],
    extensions: ['m', 'mm'],
    ...C_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: `${C_KEYWORDS} BOOL class end id implementation import instancetype interface nil NO nonatomic nullable
      property protocol readonly selector self strong super synthesize weak YES`,
    grammar: 'objc',
  },
  {
    id: 'ocaml',
    name: 'OCaml',
    aliases: ['ml'],
    extensions: ['ml', 'mli', 'mll', 'mly', 're', 'rei'],
    shebangs: ['ocaml'],
    blockComments: [['(*', '*)']],
    nestedComments: true,
    strings: [raw('{|', '|}'), backslash('"', '"', true)],
    keywords: `and as assert begin class constraint do done downto else end exception external false for fun function
      functor if in include inherit initializer lazy let match method module mutable new nonrec object of open private
      rec sig struct then to true try type val virtual when while with`,
    grammar: 'ocaml',
  },
  {
    id: 'powershell',
    name: 'PowerShell',
    aliases: ['ps1', 'pwsh'],
    extensions: ['ps1', 'psm1', 'psd1'],
    shebangs: ['pwsh'],
    ...HASH_COMMENTS,
    blockComments: [['<#', '#>']],
    strings: [{ open: '"', close: '"', escape: '`', multiline: true }, doubled("'")],
    keywords: `begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for foreach
      from function hidden if in param process return static switch throw trap try until using while`,
    caseInsensitive: true,
    grammar: 'powershell',
  },
  {
    id: 'sql',
    name: 'SQL',
    extensions: ['sql', 'psql', 'pgsql', 'plsql', 'mysql', 'tsql', 'ddl', 'dml', 'pks', 'pkb'],
    lineComments: ['--'],
    blockComments: [['/*', '*/']],
    strings: [raw('$$'), doubled("'"), doubled('"')],
    keywords: `add all alter and as asc begin between by case cascade check column commit constraint create cross cursor
      database declare default delete desc distinct drop else elsif end except exec exists fetch for foreign from full
      function grant group having if in index inner insert intersect into is join key language left like limit loop
      materialized not null offset on or order outer over partition primary procedure references replace return returns
      right rollback row select set table then to transaction trigger truncate union unique update using values view
      when where while with`,
    caseInsensitive: true,
  },
  {
    id: 'perl',
    name: 'Perl',
    aliases: ['pl'],
    extensions: ['pl', 'pm', 't', 'psgi', 'cgi'],
    shebangs: ['perl'],
    ...HASH_COMMENTS,
    blockComments: [['=pod', '=cut']],
    strings: [backslash('"', '"', true), backslash("'", "'", true)],
    keywords: `and cmp continue defined die do each else elsif eq exists for foreach ge given gt if keys last le local lt
      my ne next no not or our package print push redo require return say scalar shift state sub undef unless until use
      wantarray when while x`,
  },
  {
    id: 'r',
    name: 'R',
    extensions: ['r'],
    fileNames: ['.rprofile'],
    shebangs: ['rscript'],
    ...HASH_COMMENTS,
    strings: [backslash('"', '"', true), backslash("'", "'", true)],
    keywords: `break else FALSE for function if in Inf library NA NaN next NULL repeat require return TRUE while`,
  },
  {
    id: 'julia',
    name: 'Julia',
    aliases: ['jl'],
    extensions: ['jl'],
    shebangs: ['julia'],
    ...HASH_COMMENTS,
    blockComments: [['#=', '=#']],
    nestedComments: true,
    strings: [TRIPLE_DOUBLE, DOUBLE],
    keywords: `abstract baremodule begin break catch const continue do else elseif end export false finally for function
      global if import in isa let local macro module mutable nothing primitive quote return struct true try type using
      where while`,
  },
  {
    id: 'clojure',
    name: 'Clojure',
    aliases: ['clj', 'clojurescript'],
    extensions: ['clj', 'cljs', 'cljc', 'edn', 'bb'],
    shebangs: ['bb', 'clojure'],
    lineComments: [';'],
    strings: [backslash('"', '"', true)],
    keywords: `and case cond def defmacro defmethod defmulti defn defn- defprotocol defrecord deftype do doseq dotimes fn
      for if if-let let loop nil not ns or quote recur reify require throw try when when-let`,
  },
  {
    id: 'lisp',
    name: 'Lisp',
    aliases: ['scheme', 'elisp', 'emacs-lisp', 'racket', 'commonlisp'],
    extensions: ['el', 'lisp', 'lsp', 'cl', 'scm', 'ss', 'rkt', 'asd', 'fnl'],
    fileNames: ['.emacs'],
    shebangs: ['guile', 'racket', 'sbcl', 'emacs'],
    lineComments: [';'],
    blockComments: [['#|', '|#']],
    nestedComments: true,
    strings: [backslash('"', '"', true)],
    keywords: `and begin car case cdr cond cons defconst define defmacro defun defvar do dolist else if lambda let let*
      letrec list loop nil not or progn quote set! setf setq t unless when while`,
  },
  {
    id: 'erlang',
    name: 'Erlang',
    aliases: ['erl'],
    extensions: ['erl', 'hrl', 'escript', 'xrl', 'yrl'],
    fileNames: ['rebar.config'],
    shebangs: ['escript'],
    lineComments: ['%'],
    strings: [backslash('"', '"', true), SINGLE],
    keywords: `after and andalso band begin bnot bor bsl bsr bxor case catch cond div else end export false fun if include
      let maybe module not of or orelse receive record rem spec throw true try type undefined when xor`,
  },
  {
    id: 'fsharp',
    name: 'F#',
    aliases: ['f#', 'fs'],
    extensions: ['fs', 'fsi', 'fsx'],
    lineComments: ['//'],
    blockComments: [['(*', '*)']],
    nestedComments: true,
    strings: [raw('"""'), doubled('"', '@"'), backslash('"', '"', true)],
    keywords: `abstract and as assert async base begin class default delegate do done downcast downto elif else end
      exception extern false finally for fun function global if in inherit inline interface internal lazy let match
      member module mutable namespace new not null of open or override private public rec return sig static struct then
      to true try type upcast use val void when while with yield`,
    indentation: true,
  },
  {
    id: 'groovy',
    name: 'Groovy',
    aliases: ['gradle'],
    extensions: ['groovy', 'gradle', 'gvy', 'jenkinsfile'],
    fileNames: ['jenkinsfile'],
    shebangs: ['groovy'],
    ...C_COMMENTS,
    strings: [TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
    keywords: `abstract as assert boolean break byte case catch char class continue def default do double else enum extends
      false final finally float for if implements import in instanceof int interface long native new null package private
      protected public return short static super switch synchronized this throw throws trait true try var void while`,
  },
  {
    id: 'nim',
    name: 'Nim',
    extensions: ['nim', 'nims', 'nimble'],
    ...HASH_COMMENTS,
    blockComments: [['#[', ']#']],
    nestedComments: true,
    strings: [raw('"""'), DOUBLE, SINGLE],
    keywords: `and as asm bind block break case cast concept const continue converter defer discard distinct div do elif
      else end enum except export finally for from func if import in include interface is isnot iterator let macro
      method mixin mod nil not notin object of or out proc ptr raise ref return shl shr static template try tuple type
      using var when while xor yield`,
    indentation: true,
  },
  {
    id: 'crystal',
    name: 'Crystal',
    extensions: ['cr'],
    ...HASH_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: `abstract alias begin break case class def do else elsif end ensure enum extend false for fun if in include
      lib macro module next nil of private protected require rescue return self struct super then true type unless until
      when while with yield`,
  },
  {
    id: 'd',
    name: 'D',
    extensions: ['d', 'di'],
    ...C_COMMENTS,
    strings: [raw('`'), DOUBLE, SINGLE],
    keywords: `${C_KEYWORDS} alias assert body catch class debug delegate delete final finally foreach function import
      immutable in interface invariant is lazy mixin module new nothrow null out override package private protected
      public pure ref scope super template this throw try unittest version with`,
  },
  {
    id: 'vb',
    name: 'Visual Basic',
    aliases: ['vbnet'],
    extensions: ['vb', 'bas', 'vbs', 'cls', 'frm'],
    lineComments: ["'"],
    strings: [doubled('"')],
    keywords: `and as boolean byref byval call case catch class const dim do each else elseif end enum exit false finally
      for friend function get if implements imports in inherits integer interface is let loop me module mybase namespace
      new next not nothing of on option or overrides private property protected public readonly return select set shared
      step string structure sub then throw to true try until when while with`,
    caseInsensitive: true,
  },
  {
    id: 'pascal',
    name: 'Pascal',
    aliases: ['delphi'],
    extensions: ['pas', 'dpr', 'lpr', 'pp'],
    lineComments: ['//'],
    blockComments: [
      ['{', '}'],
      ['(*', '*)'],
    ],
    strings: [doubled("'")],
    keywords: `and array as begin case class const constructor destructor div do downto else end except exports file
      finally for function goto if implementation in inherited initialization interface is label mod nil not object of
      or packed private procedure program property protected public published raise record repeat set shl shr string
      then threadvar to try type unit until uses var while with xor`,
    caseInsensitive: true,
  },
  {
    id: 'fortran',
    name: 'Fortran',
    extensions: ['f90', 'f95', 'f03', 'f08', 'f', 'for', 'f77'],
    lineComments: ['!'],
    strings: [doubled('"'), doubled("'")],
    keywords: `allocate call case character complex contains continue cycle deallocate do double else elseif end endif
      enddo exit function if implicit in integer intent interface logical module none only out parameter pointer print
      private procedure program public pure read real recursive result return save select subroutine target then type
      use where while write`,
    caseInsensitive: true,
  },
  {
    id: 'solidity',
    name: 'Solidity',
    extensions: ['sol'],
    ...C_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: `abstract address assert bool break bytes calldata constant constructor continue contract delete do else emit
      enum error event external false fallback for function if immutable import indexed int interface internal is library
      mapping memory modifier new override payable pragma private public pure require return returns revert storage
      string struct this true try uint uint256 unchecked using view virtual while`,
    grammar: 'solidity',
  },
  {
    id: 'verilog',
    name: 'Verilog',
    aliases: ['systemverilog'],
    extensions: ['sv', 'svh', 'v', 'vh'],
    ...C_COMMENTS,
    strings: [DOUBLE],
    keywords: `always always_comb always_ff assign begin bit case class else end endcase endclass endfunction endmodule
      endtask extends for function if initial inout input int integer interface localparam logic module negedge output
      package parameter posedge reg return task typedef wire`,
  },
  {
    id: 'vhdl',
    name: 'VHDL',
    extensions: ['vhd', 'vhdl'],
    lineComments: ['--'],
    strings: [doubled('"')],
    keywords: `architecture begin case component constant downto else elsif end entity for function generate generic if in
      is library loop map of out package port process range record return select signal subtype then to type use variable
      wait when while with`,
    caseInsensitive: true,
  },
  {
    id: 'assembly',
    name: 'Assembly',
    aliases: ['asm'],
    extensions: ['s', 'asm', 'nasm'],
    lineComments: [';', '//'],
    blockComments: [['/*', '*/']],
    strings: [DOUBLE],
  },
  {
    id: 'glsl',
    name: 'Shader',
    aliases: ['hlsl', 'wgsl', 'metal'],
    extensions: ['glsl', 'vert', 'frag', 'comp', 'geom', 'hlsl', 'fx', 'wgsl', 'metal', 'shader'],
    ...C_COMMENTS,
    strings: [DOUBLE],
    keywords: `${C_KEYWORDS} attribute discard flat fn in inout layout let mat3 mat4 out precision sampler2D uniform
      varying vec2 vec3 vec4`,
  },
  {
    id: 'gdscript',
    name: 'GDScript',
    extensions: ['gd'],
    ...HASH_COMMENTS,
    strings: [TRIPLE_DOUBLE, DOUBLE, SINGLE],
    keywords: `and as await break class class_name const continue elif else enum export extends false for func if in is
      match not null onready or pass return self setget signal static super true var while yield`,
    indentation: true,
  },
  {
    id: 'coffeescript',
    name: 'CoffeeScript',
    extensions: ['coffee', 'litcoffee'],
    shebangs: ['coffee'],
    ...HASH_COMMENTS,
    blockComments: [['###', '###']],
    strings: [TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
    keywords: `${JAVASCRIPT_KEYWORDS} and is isnt not or then unless until when`,
    indentation: true,
  },
  {
    id: 'graphql',
    name: 'GraphQL',
    extensions: ['graphql', 'gql', 'graphqls'],
    ...HASH_COMMENTS,
    strings: [TRIPLE_DOUBLE, DOUBLE],
    keywords: `directive enum extend fragment implements input interface mutation on query scalar schema subscription type
      union`,
  },
  {
    id: 'protobuf',
    name: 'Protocol Buffers',
    aliases: ['proto', 'thrift'],
    extensions: ['proto', 'thrift', 'fbs'],
    ...C_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: `enum extend extensions import map message oneof option optional package repeated required reserved returns
      rpc service stream syntax`,
  },
  {
    id: 'terraform',
    name: 'Terraform',
    aliases: ['hcl', 'tf'],
    extensions: ['tf', 'hcl', 'tfvars', 'nomad'],
    lineComments: ['#', '//'],
    blockComments: [['/*', '*/']],
    strings: [DOUBLE],
    keywords: `data dynamic false for for_each if in locals module null output provider resource terraform true variable`,
  },
  {
    id: 'nix',
    name: 'Nix',
    extensions: ['nix'],
    ...HASH_COMMENTS,
    blockComments: [['/*', '*/']],
    strings: [raw("''"), backslash('"', '"', true)],
    keywords: 'assert else false if import in inherit let null or rec then true with',
  },
  {
    id: 'cmake',
    name: 'CMake',
    extensions: ['cmake'],
    fileNames: ['cmakelists.txt'],
    ...HASH_COMMENTS,
    blockComments: [['#[[', ']]']],
    strings: [backslash('"', '"', true)],
    keywords: `add_executable add_library else elseif endforeach endfunction endif endmacro endwhile find_package foreach
      function if include install macro message option project return set target_link_libraries while`,
    caseInsensitive: true,
  },
  {
    id: 'makefile',
    name: 'Makefile',
    aliases: ['make', 'just'],
    extensions: ['mk', 'mak', 'just'],
    fileNames: ['makefile', 'gnumakefile', 'makefile.am', 'makefile.in', 'justfile'],
    shebangs: ['make', 'just'],
    ...HASH_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: 'define else endef endif export ifdef ifeq ifndef ifneq include override unexport',
  },
  {
    id: 'dockerfile',
    name: 'Dockerfile',
    aliases: ['docker'],
    extensions: ['dockerfile', 'containerfile'],
    fileNames: ['dockerfile', 'containerfile'],
    ...HASH_COMMENTS,
    strings: [DOUBLE, SINGLE],
    keywords: `ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER VOLUME
      WORKDIR`,
    caseInsensitive: true,
  },
  {
    id: 'viml',
    name: 'Vim script',
    aliases: ['vim'],
    extensions: ['vim'],
    fileNames: ['.vimrc', '_vimrc'],
    lineComments: ['"'],
    strings: [doubled("'")],
    keywords: `abort augroup autocmd call command else elseif endfor endfunction endif endtry endwhile execute finish for
      function if in let map noremap return set silent try while`,
  },
  {
    id: 'batch',
    name: 'Batch',
    aliases: ['bat', 'cmd'],
    extensions: ['bat', 'cmd'],
    lineComments: ['::', 'rem ', 'REM '],
    strings: [raw('"')],
    keywords:
      'call cd defined do echo else errorlevel exist exit for goto if in not pause rem set setlocal shift start',
    caseInsensitive: true,
  },
  {
    id: 'css',
    name: 'CSS',
    aliases: ['scss', 'less'],
    extensions: ['css', 'scss', 'less', 'pcss', 'postcss'],
    lineComments: ['//'],
    blockComments: [['/*', '*/']],
    strings: [DOUBLE, SINGLE],
    nature: 'markup',
  },
  {
    id: 'sass',
    name: 'Sass (indented)',
    family: 'css',
    extensions: ['sass', 'styl'],
    lineComments: ['//'],
    strings: [DOUBLE, SINGLE],
    nature: 'markup',
    indentation: true,
  },
  {
    id: 'html',
    name: 'HTML',
    aliases: ['htm'],
    extensions: [
      ...'html htm xhtml cshtml razor ejs hbs handlebars mustache erb jinja j2 jinja2'.split(' '),
      ...'twig liquid njk jsp eex leex heex haml pug slim tmpl gohtml'.split(' '),
    ],
    ...MARKUP_COMMENTS,
    strings: [raw('"'), raw("'")],
    nature: 'markup',
    embedded: true,
  },
  {
    id: 'vue',
    name: 'Vue',
    extensions: ['vue'],
    ...MARKUP_COMMENTS,
    strings: [raw('"'), raw("'")],
    keywords: TYPESCRIPT_KEYWORDS,
    nature: 'markup',
    embedded: true,
  },
  {
    id: 'svelte',
    name: 'Svelte',
    extensions: ['svelte'],
    ...MARKUP_COMMENTS,
    strings: [raw('"'), raw("'")],
    keywords: TYPESCRIPT_KEYWORDS,
    nature: 'markup',
    embedded: true,
  },
  {
    id: 'astro',
    name: 'Astro',
    extensions: ['astro'],
    ...MARKUP_COMMENTS,
    strings: [raw('"'), raw("'")],
    keywords: TYPESCRIPT_KEYWORDS,
    nature: 'markup',
    embedded: true,
  },
  {
    id: 'xml',
    name: 'XML',
    aliases: ['xaml'],
    extensions:
      'xml xaml xsl xslt xsd wsdl csproj fsproj vbproj vcxproj props targets plist storyboard xib resx'.split(
        ' ',
      ),
    ...MARKUP_COMMENTS,
    strings: [raw('"'), raw("'")],
    nature: 'config',
  },
  {
    id: 'json',
    name: 'JSON',
    aliases: ['jsonc', 'json5'],
    extensions: ['json', 'jsonc', 'json5', 'webmanifest', 'code-workspace'],
    fileNames: ['.babelrc', '.eslintrc', '.prettierrc', '.swcrc'],
    ...C_COMMENTS,
    strings: [DOUBLE],
    keywords: 'false null true',
    nature: 'config',
  },
  {
    id: 'yaml',
    name: 'YAML',
    aliases: ['yml'],
    extensions: ['yaml', 'yml'],
    fileNames: ['.clang-format', '.clang-tidy'],
    ...HASH_COMMENTS,
    strings: [DOUBLE, doubled("'")],
    keywords: 'false no null true yes',
    nature: 'config',
    indentation: true,
  },
  {
    id: 'toml',
    name: 'TOML',
    extensions: ['toml'],
    ...HASH_COMMENTS,
    strings: [TRIPLE_DOUBLE, raw("'''"), DOUBLE, raw("'")],
    keywords: 'false true',
    nature: 'config',
  },
  {
    id: 'ini',
    name: 'INI',
    aliases: ['properties', 'dotenv'],
    extensions: ['ini', 'cfg', 'conf', 'properties', 'env', 'editorconfig', 'service', 'desktop'],
    fileNames: ['.editorconfig', '.env', '.npmrc', '.gitconfig', '.gitattributes', '.gitmodules'],
    lineComments: ['#', ';'],
    strings: [DOUBLE],
    nature: 'config',
  },
  {
    id: 'markdown',
    name: 'Markdown',
    aliases: ['md'],
    extensions: ['md', 'markdown', 'mdx', 'mdown', 'mkd', 'qmd', 'rmd', 'mdc'],
    ...MARKUP_COMMENTS,
    nature: 'prose',
    embedded: true,
  },
  {
    id: 'restructuredtext',
    name: 'reStructuredText',
    aliases: ['rst'],
    extensions: ['rst', 'rest'],
    lineComments: ['.. '],
    nature: 'prose',
    embedded: true,
  },
  {
    id: 'asciidoc',
    name: 'AsciiDoc',
    aliases: ['adoc'],
    extensions: ['adoc', 'asciidoc', 'asc'],
    lineComments: ['//'],
    nature: 'prose',
    embedded: true,
  },
  {
    id: 'latex',
    name: 'LaTeX',
    aliases: ['tex'],
    extensions: ['tex', 'sty', 'ltx'],
    lineComments: ['%'],
    nature: 'prose',
  },
  {
    id: 'org',
    name: 'Org',
    extensions: ['org'],
    lineComments: ['# '],
    nature: 'prose',
  },
  {
    id: 'text',
    name: 'Plain text',
    aliases: ['txt', 'plaintext'],
    extensions: ['txt', 'text', 'pod', 'man'],
    fileNames:
      'readme license licence copying notice authors contributors changelog changes news install todo'.split(
        ' ',
      ),
    nature: 'prose',
  },
  {
    id: 'notebook',
    name: 'Notebook',
    aliases: ['ipynb', 'jupyter'],
    extensions: ['ipynb'],
    family: 'python',
    embedded: true,
  },
  {
    id: 'data',
    name: 'Data',
    extensions: [
      ...'csv tsv svg map lock log sum jsonl ndjson geojson snap pem crt key po pot diff patch'.split(
        ' ',
      ),
      ...'srt vtt obj stl ply gltf dae eps ps rtf tsbuildinfo golden bib arff libsvm dat'.split(
        ' ',
      ),
    ],
    fileNames: [
      'package-lock.json',
      'npm-shrinkwrap.json',
      'pnpm-lock.yaml',
      'pnpm-workspace-lock.yaml',
      'yarn.lock',
      'bun.lock',
      'composer.lock',
      'cargo.lock',
      'gemfile.lock',
      'poetry.lock',
      'pipfile.lock',
      'uv.lock',
      'pdm.lock',
      'mix.lock',
      'go.sum',
      'go.work.sum',
      'flake.lock',
      'packages.lock.json',
      'podfile.lock',
      'pubspec.lock',
      'package.resolved',
      '.ds_store',
    ],
    nature: 'data',
  },
];

export const LANGUAGES: readonly Language[] = ROWS.map(defineLanguage);

const byId = new Map(LANGUAGES.map((language) => [language.id, language]));
const byAlias = new Map(
  LANGUAGES.flatMap((language) => language.aliases.map((alias) => [alias, language] as const)),
);

/** The language of a record; undefined if the id is none of the table's. */
export function languageById(id: string): Language | undefined {
  return byId.get(id);
}

/** The language someone means by an id, an alias or an extension, in any letter case. */
export function languageByName(name: string): Language | undefined {
  const wanted = name.toLowerCase().replace(/^\./, '');
  return (
    byId.get(wanted) ??
    byAlias.get(wanted) ??
    LANGUAGES.find(
      (language) => language.extensions.includes(wanted) || language.name.toLowerCase() === wanted,
    )
  );
}
