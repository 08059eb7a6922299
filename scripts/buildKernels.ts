/** Compiles the AssemblyScript kernels and writes their bytes where core can import them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = join(fileURLToPath(import.meta.url), '..', '..');
const KERNELS = 'src/core/index/kernels';

/** Compiles one kernel file; the same source and compiler give the same bytes. */
export async function compileKernel(name: string): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      `${name}.as.ts`,
      '--outFile=out.wasm',
      '--optimizeLevel=3',
      '--shrinkLevel=0',
      '--runtime=stub',
      '--noAssert',
      '--enable=simd',
      '--initialMemory=1',
      `--baseDir=${join(ROOT, KERNELS)}`,
    ],
    {
      writeFile: (_name: string, contents: Uint8Array | string) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`${name}: ${stderr.toString()}`, { cause: error });
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of ['int8']) {
    const bytes = await compileKernel(name);
    const text = Buffer.from(bytes).toString('base64');
    writeFileSync(
      join(ROOT, KERNELS, `${name}.wasm.ts`),
      `/** Compiled from ${name}.as.ts by scripts/buildKernels.ts; not edited by hand. */\nexport const ${name.toUpperCase()}_WASM =\n  '${text}';\n`,
    );
    console.log(`${name}: ${bytes.length} bytes`);
  }
}
