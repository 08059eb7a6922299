/** Which syntax nodes of each grammar are definitions, blocks and wrappers; names that need more than a field are in functionDefinition.ts. */

export interface GrammarRules {
  readonly functions: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  /** Places that hold definitions and are none themselves; their name qualifies only where `namedPlaces` says so. */
  readonly places: ReadonlySet<string>;
  readonly namedPlaces: boolean;
  /** Belong to the one definition they hold: its range is theirs. */
  readonly wrappers: ReadonlySet<string>;
  /** Siblings before a definition that belong to it. */
  readonly attributes: ReadonlySet<string>;
  /** Parts of a function that may be snippets of their own. */
  readonly blocks: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  /** A function without a body is only declared and is no snippet of its own. */
  readonly needsBody: boolean;
  /** Neighbours of one name are one definition: equations, clauses, a signature and what it signs. */
  readonly joinsClauses: boolean;
}

interface Row {
  readonly functions?: string;
  readonly classes?: string;
  readonly places?: string;
  readonly namedPlaces?: boolean;
  readonly wrappers?: string;
  readonly attributes?: string;
  readonly blocks?: string;
  readonly imports?: string;
  readonly needsBody?: boolean;
  readonly joinsClauses?: boolean;
}

const words = (text = ''): ReadonlySet<string> =>
  new Set(text.split(/\s+/).filter((w) => w !== ''));

function rules(row: Row): GrammarRules {
  return {
    functions: words(row.functions),
    classes: words(row.classes),
    places: words(row.places),
    namedPlaces: row.namedPlaces ?? false,
    wrappers: words(row.wrappers),
    attributes: words(row.attributes),
    blocks: words(row.blocks),
    imports: words(row.imports),
    needsBody: row.needsBody ?? true,
    joinsClauses: row.joinsClauses ?? false,
  };
}

const SCRIPT: Row = {
  functions: 'function_declaration generator_function_declaration method_definition',
  classes: `class_declaration abstract_class_declaration interface_declaration enum_declaration
    type_alias_declaration`,
  places: 'internal_module module',
  namedPlaces: true,
  wrappers: 'export_statement ambient_declaration',
  attributes: 'decorator',
  blocks: `for_statement for_in_statement while_statement do_statement if_statement try_statement switch_statement
    switch_case arrow_function function_expression`,
  imports: 'import_statement import_alias',
};

const C_BLOCKS = `for_statement while_statement do_statement if_statement switch_statement case_statement
  try_statement for_range_loop lambda_expression`;

const C: Row = {
  functions: 'function_definition preproc_function_def',
  classes: 'struct_specifier union_specifier enum_specifier type_definition',
  blocks: C_BLOCKS,
  imports: 'preproc_include using_declaration',
};

/** By grammar name, as `Language.grammar` says it. */
export const GRAMMAR_RULES: Readonly<Record<string, GrammarRules>> = {
  typescript: rules(SCRIPT),
  tsx: rules(SCRIPT),
  javascript: rules(SCRIPT),
  python: rules({
    functions: 'function_definition',
    classes: 'class_definition',
    wrappers: 'decorated_definition',
    blocks: `for_statement while_statement if_statement try_statement with_statement match_statement
      case_clause elif_clause else_clause`,
    imports: 'import_statement import_from_statement future_import_statement',
  }),
  java: rules({
    functions: 'method_declaration constructor_declaration compact_constructor_declaration',
    classes: `class_declaration interface_declaration enum_declaration record_declaration
      annotation_type_declaration`,
    blocks: `for_statement enhanced_for_statement while_statement do_statement if_statement try_statement
      try_with_resources_statement switch_expression switch_block_statement_group synchronized_statement
      lambda_expression`,
    imports: 'import_declaration package_declaration',
  }),
  go: rules({
    functions: 'function_declaration method_declaration',
    classes: 'type_spec type_alias',
    blocks: `for_statement if_statement expression_switch_statement type_switch_statement select_statement
      expression_case type_case communication_case func_literal`,
    imports: 'import_declaration package_clause',
  }),
  rust: rules({
    functions: 'function_item macro_definition',
    classes: 'struct_item enum_item union_item trait_item impl_item type_item',
    places: 'mod_item',
    namedPlaces: true,
    attributes: 'attribute_item inner_attribute_item',
    blocks: `for_expression while_expression loop_expression if_expression match_expression match_arm
      closure_expression unsafe_block async_block`,
    imports: 'use_declaration extern_crate_declaration',
  }),
  c: rules(C),
  cpp: rules({
    ...C,
    classes: `${C.classes} class_specifier concept_definition`,
    places: 'namespace_definition linkage_specification',
    wrappers: 'template_declaration',
  }),
  objc: rules({
    ...C,
    functions: `${C.functions} method_definition`,
    classes: `${C.classes} class_interface class_implementation protocol_declaration category_interface
      category_implementation`,
    wrappers: 'implementation_definition',
  }),
  'c-sharp': rules({
    functions: `method_declaration constructor_declaration destructor_declaration operator_declaration
      conversion_operator_declaration indexer_declaration property_declaration local_function_statement
      event_declaration`,
    classes: `class_declaration struct_declaration record_declaration record_struct_declaration
      interface_declaration enum_declaration delegate_declaration`,
    places: 'namespace_declaration file_scoped_namespace_declaration',
    blocks: `for_statement foreach_statement while_statement do_statement if_statement try_statement
      using_statement lock_statement switch_statement switch_section switch_expression lambda_expression
      anonymous_method_expression`,
    imports: 'using_directive extern_alias_directive',
  }),
  ruby: rules({
    functions: 'method singleton_method',
    classes: 'class module',
    places: 'singleton_class',
    blocks: 'for while until if unless case when begin do_block block lambda',
  }),
  php: rules({
    functions: 'function_definition method_declaration',
    classes: 'class_declaration interface_declaration trait_declaration enum_declaration',
    places: 'namespace_definition',
    blocks: `for_statement foreach_statement while_statement do_statement if_statement try_statement
      switch_statement case_statement match_expression anonymous_function arrow_function`,
    imports: 'namespace_use_declaration php_tag',
  }),
  kotlin: rules({
    functions: 'function_declaration secondary_constructor',
    classes: 'class_declaration object_declaration',
    places: 'companion_object',
    blocks: `for_statement while_statement do_while_statement if_expression try_expression when_expression
      when_entry lambda_literal`,
    imports: 'import_list import_header package_header',
  }),
  swift: rules({
    functions: `function_declaration init_declaration deinit_declaration subscript_declaration
      property_declaration`,
    classes: 'class_declaration protocol_declaration',
    blocks: `for_statement while_statement repeat_while_statement if_statement guard_statement do_statement
      switch_statement switch_entry lambda_literal`,
    imports: 'import_declaration',
  }),
  scala: rules({
    functions: 'function_definition',
    classes: `class_definition object_definition trait_definition enum_definition given_definition
      extension_definition package_object type_definition`,
    blocks: `for_expression while_expression if_expression try_expression match_expression case_clause
      lambda_expression do_while_expression`,
    imports: 'import_declaration package_clause export_declaration',
  }),
  bash: rules({
    functions: 'function_definition',
    blocks: `for_statement c_style_for_statement while_statement if_statement case_statement case_item
      subshell`,
  }),
  lua: rules({
    functions: 'function_definition_statement local_function_definition_statement',
    blocks: `for_generic_statement for_numeric_statement while_statement repeat_statement if_statement
      do_statement function_definition`,
  }),
  dart: rules({
    functions: `function_signature method_signature`,
    classes: `class_definition mixin_declaration enum_declaration extension_declaration
      extension_type_declaration type_alias`,
    attributes: 'annotation',
    blocks: `for_statement while_statement do_statement if_statement try_statement switch_statement
      function_expression`,
    imports: 'import_or_export part_directive part_of_directive library_name',
    needsBody: false,
  }),
  elixir: rules({
    attributes: 'unary_operator',
    blocks: 'do_block anonymous_function stab_clause',
    needsBody: false,
    joinsClauses: true,
  }),
  haskell: rules({
    functions: 'signature function bind',
    classes:
      'data_type newtype class instance type_synomym type_family data_family derive_instance',
    blocks: 'do case let_in local_binds',
    imports: 'imports header pragma',
    needsBody: false,
    joinsClauses: true,
  }),
  zig: rules({
    functions: 'function_declaration test_declaration',
    places: 'struct_declaration union_declaration opaque_declaration',
    blocks: 'for_statement while_statement if_statement switch_expression labeled_statement',
  }),
  ocaml: rules({
    functions: 'let_binding method_definition',
    classes: 'type_definition class_binding module_type_definition',
    places: 'module_binding',
    namedPlaces: true,
    blocks: 'match_expression function_expression let_expression try_expression',
    imports: 'open_module',
    needsBody: false,
  }),
  powershell: rules({
    functions: 'function_statement class_method_definition',
    classes: 'class_statement enum_statement',
    blocks: `foreach_statement for_statement while_statement if_statement try_statement switch_statement
      script_block_expression`,
    needsBody: false,
  }),
  solidity: rules({
    functions: `function_definition modifier_definition constructor_definition
      fallback_receive_definition`,
    classes: `contract_declaration interface_declaration library_declaration struct_declaration
      enum_declaration`,
    blocks: 'for_statement while_statement if_statement try_statement',
    imports: 'import_directive pragma_directive',
  }),
};
