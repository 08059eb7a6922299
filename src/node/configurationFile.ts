/** `lookalike.config.json` of a folder, checked against the published schema by `ajv`. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorObject } from 'ajv';
import schema from '../../schemas/lookalike.config.schema.json' with { type: 'json' };
import { CONFIGURATION_FILE, type FolderConfiguration } from '../core/folderConfiguration.ts';
import { UserError } from '../core/userError.ts';
import { readFolderText } from './folderText.ts';

/** Complaints shown at once. */
const SHOWN_ERRORS = 5;

/**
 * @param root the folder, links resolved
 * @returns empty where there is no such file
 * @throws UserError naming the property and what is allowed
 */
export async function readConfiguration(root: string): Promise<FolderConfiguration> {
  const text = await configurationText(root);
  return text === '' ? {} : parseConfiguration(text);
}

/** The file as it is; '' where there is none. @throws UserError where it leads outside the folder or cannot be read */
export async function configurationText(root: string): Promise<string> {
  const isThere = await lstat(path.join(root, CONFIGURATION_FILE)).then(
    () => true,
    () => false,
  );
  return isThere ? readFolderText(root, CONFIGURATION_FILE) : '';
}

/** @throws UserError */
export async function parseConfiguration(text: string): Promise<FolderConfiguration> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw invalid([`it is no JSON: ${(cause as Error).message}`], cause);
  }
  // Loaded only where there is a file to check: most folders have none.
  const { Ajv } = await import('ajv');
  const isValid = new Ajv({ allErrors: true, strict: true }).compile<FolderConfiguration>(schema);
  if (isValid(value)) return value;
  throw invalid((isValid.errors ?? []).map(sentenceOf));
}

function invalid(complaints: readonly string[], cause?: unknown): UserError {
  const more = complaints.length - SHOWN_ERRORS;
  const shown = [
    ...complaints.slice(0, SHOWN_ERRORS),
    ...(more > 0 ? [`and ${more} complaints more`] : []),
  ];
  return new UserError(
    'configuration-invalid',
    `${CONFIGURATION_FILE}: ${shown.join('; ')}.`,
    'Mend the file; schemas/lookalike.config.schema.json says what may be in it.',
    cause === undefined ? undefined : { cause },
  );
}

/** Properties people may look for there, and why there are none. */
const NEVER = /model|encoder|download|url|storage|path|command|executable|server|host/i;

function sentenceOf({ instancePath, keyword, params, message }: ErrorObject): string {
  const where = instancePath === '' ? 'the file' : instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    const known = Object.keys(schema.properties).filter((key) => key !== '$schema');
    return NEVER.test(name)
      ? `"${name}" is not for a folder to choose: models, addresses and programs are the user's`
      : `there is no "${name}", only ${known.join(', ')}`;
  }
  if (keyword === 'enum') {
    return `${where} must be one of ${(params['allowedValues'] as string[]).join(', ')}`;
  }
  if (keyword === 'pattern' && where === 'failOn') {
    return 'failOn must be none, any, new, a number of groups, or a share like 5%';
  }
  return `${where} ${message ?? 'is not allowed'}`;
}
