/**
 * Keeps evaluation data out of training: fingerprints of held-out snippets, barred repositories, and the half of the
 * LeetCode problems that training may see.
 */
import { createHash } from 'node:crypto';

/**
 * The first 16 hex digits of the SHA-256 of a snippet without comments, triple-quoted strings and white space, in
 * lower case: equal for copies that differ in layout and comments only.
 */
export function leakageFingerprint(code: string): string {
  const bare = code
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/#[^\n]*/g, '')
    .replace(/"""[\s\S]*?"""|'''[\s\S]*?'''/g, '')
    .replace(/\s+/g, '')
    .toLowerCase();
  return createHash('sha256').update(bare).digest('hex').slice(0, 16);
}

/** Repositories that evaluation data comes from, `owner/name` in lower case; `owner/*` for all of an owner. */
export const BARRED_REPOSITORIES: readonly string[] = `
exercism/* doocs/leetcode thudm/codegeex openai/human-eval kawser-nerd/clcdsa parasol-aser/deepsim ucl-crest/ocd
oscarkarnalim/irplag ir-plag/* clonebench/bigclonebench jeffsvajlenko/bigcloneeval jun-jie-huang/cocl_r jun-jie-huang/coclr
30-seconds/* chalarangelo/30-seconds-of-code brpapa/sick stanfordnlp/sick
pallets/flask encode/httpx minishlab/model2vec pydantic/pydantic axios/axios expressjs/express spf13/cobra go-chi/chi
google/gson apache/commons-lang laravel/framework sinatra/sinatra tokio-rs/tokio neuecc/messagepack-csharp
messagepack-csharp/messagepack-csharp alamofire/alamofire colinhacks/zod nlohmann/json tokio-rs/axum
jamesnk/newtonsoft.json jetbrains/exposed circe/circe http4s/http4s vapor/vapor elixir-ecto/ecto fmtlib/fmt redis/redis
bats-core/bats-core haskell/aeson nvim-telescope/telescope.nvim jgm/pandoc zigtools/zls
aio-libs/aiohttp fastapi/fastapi tiangolo/fastapi psf/requests kennethreitz/requests encode/starlette reduxjs/redux
gin-gonic/gin fasterxml/jackson-databind guzzle/guzzle seldaek/monolog rack/rack rails/rails trpc/trpc ktorio/ktor
typelevel/cats pallets/click serde-rs/serde phoenixframework/phoenix vitest-dev/vitest dapperlib/dapper stackexchange/dapper
kotlin/kotlinx.coroutines snapkit/snapkit elixir-plug/plug elixir-lang/plug abseil/abseil-cpp curl/curl libuv/libuv
folke/lazy.nvim ziglang/zig nvm-sh/nvm creationix/nvm bash-it/bash-it xmonad/xmonad echasnovski/mini.nvim
nvim-mini/mini.nvim hejsil/zig-clap valkey-io/valkey snapchat/keydb laravel/laravel`
  .trim()
  .split(/\s+/);

/** Names that, whatever the owner, are forks or copies of barred repositories. */
const BARRED_NAMES: ReadonlySet<string> = new Set(
  BARRED_REPOSITORIES.filter((name) => !name.endsWith('/*'))
    .map((name) => name.slice(name.indexOf('/') + 1))
    .filter(
      (name) => !['framework', 'json', 'plug', 'click', 'rack', 'tap', 'laravel'].includes(name),
    )
    .concat('human-eval', 'bigclonebench', 'poj-104', 'sts-benchmark', 'sick', 'ir-plag', 'irplag'),
);

export function isBarredRepository(repository: string): boolean {
  const full = repository.toLowerCase();
  const [owner = '', name = ''] = full.split('/');
  return (
    BARRED_REPOSITORIES.includes(full) ||
    BARRED_REPOSITORIES.includes(`${owner}/*`) ||
    BARRED_NAMES.has(name) ||
    name.startsWith('30-seconds-of-') ||
    name.startsWith('bigclone')
  );
}

/** Folders that hold a copy of a barred repository inside another one (`_vendor/requests`, `bundled/fmt`). */
const VENDORED =
  /(?:^|\/)(?:flask|httpx|pydantic|axios|express|cobra|gson|sinatra|tokio|alamofire|zod|nlohmann|axum|newtonsoft(?:\.json)?|circe|fmtlib|fmt|redis|hiredis|pandoc|aiohttp|fastapi|requests|starlette|redux|jackson-databind|guzzle|monolog|rack|activesupport|click|serde|phoenix|vitest|dapper|absl|abseil(?:-cpp)?|curl|libcurl|libuv|uv|nvm|xmonad)\/|(?:^|\/)nlohmann[^/]*json|(?:^|\/)json\.hpp$/i;

/** Whether a file inside any repository may be a vendored copy of a barred one. */
export function isVendoredCopyOfBarred(path: string): boolean {
  return VENDORED.test(path);
}

/**
 * Whether training may see this LeetCode problem: the MD5 of `lc` and its four-digit number, read as an integer, is
 * even. The other half is evaluation data.
 */
export function isTrainingLeetcodeProblem(problem: number): boolean {
  const digest = createHash('md5')
    .update(`lc${String(problem).padStart(4, '0')}`)
    .digest();
  return digest[digest.length - 1]! % 2 === 0;
}
