/** What editor and engine process say to one another: JSON-RPC requests, progress, and errors that keep their remedy. */
import { ErrorCodes, NotificationType, RequestType, ResponseError } from 'vscode-jsonrpc/node';
import type { FolderSettings } from '../core/engineApi.ts';
import { EXIT_STATUS, UserError, type UserErrorCode } from '../core/userError.ts';
import type { Effort } from './effort.ts';
import type { Verb } from './engineVerbs.ts';

/** How an engine process is set up; handed over as its only argument, as JSON. */
export interface EngineSetup {
  /** Folder for indexes and embeddings, the user's own. */
  readonly storage: string;
  /** A model folder or `hub:ORG/NAME`; undefined: the model that ships. Never from a workspace. */
  readonly model?: string;
  readonly allowDownload?: boolean;
  /** Resident memory above which the process ends itself, to be started afresh. */
  readonly memoryLimitBytes?: number;
  /** How much of the machine indexing may take; default `normal`. */
  readonly effort?: Effort;
}

export interface Asked {
  /** Absolute path; every request names its folder, so a restarted process needs no history. */
  readonly folder: string;
  readonly settings: FolderSettings;
  readonly verb: Verb;
  readonly input: unknown;
  /** Set where the asker wants progress notifications under this number. */
  readonly progressId?: number;
  /** Set where a long list of the answer is to come ahead of it, in parts under this number. */
  readonly partsId?: number;
}

/**
 * The list of an answer that may be megabytes long. Whoever asks reads a message in one go and does nothing else meanwhile: a list
 * of 4,000 groups took the editor 50 ms.
 */
export const PARTED: Readonly<Partial<Record<Verb, string>>> = { findDuplicates: 'groups' };
/** About 100 kB, read within 2 ms. */
export const PART_LENGTH = 100;

export const ASK = new RequestType<Asked, unknown, ErrorData>('lookalike/ask');
export const PING = new RequestType<null, { readonly rssBytes: number }, never>('lookalike/ping');
export const PROGRESS = new NotificationType<{
  readonly id: number;
  readonly done: number;
  readonly total: number;
  readonly what: string;
}>('lookalike/progress');
export const PART = new NotificationType<{
  readonly id: number;
  readonly items: readonly unknown[];
}>('lookalike/part');
export const NOTICE = new NotificationType<{ readonly message: string }>('lookalike/notice');

interface ErrorData {
  readonly code: UserErrorCode | undefined;
  readonly remedy: string | undefined;
}

/** JSON-RPC's number for "the asker took it back" (Language Server Protocol, RequestCancelled). */
const REQUEST_CANCELLED = -32800;

export function toWire(error: unknown): ResponseError<ErrorData | undefined> {
  if (error instanceof UserError) {
    const data = { code: error.code, remedy: error.remedy };
    return new ResponseError(ErrorCodes.UnknownErrorCode, error.message, data);
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new ResponseError(REQUEST_CANCELLED, 'cancelled');
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ResponseError(ErrorCodes.InternalError, message);
}

export function fromWire(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const data = error.data as Partial<ErrorData> | undefined;
  if (data?.code !== undefined && data.code in EXIT_STATUS) {
    return new UserError(data.code, error.message, data.remedy ?? '', { cause: error });
  }
  if (error.code === REQUEST_CANCELLED) return new DOMException('cancelled', 'AbortError');
  return error;
}
