/** A node that answers as it is told to, without a network. */
import { createSolanaRpcFromTransport, type RpcTransport } from '@solana/kit';

/** A request, by its method and its parameters. */
export type Asked = { method: string; params: readonly unknown[] };

/** What `answer` gives is the result; an `Error` with a `code` is that of JSON-RPC. */
export function node(answer: (asked: Asked) => unknown) {
  const asked: Asked[] = [];
  const transport: RpcTransport = async <TResponse>({ payload }: { payload: unknown }) => {
    const request = payload as Asked & { id: unknown };
    asked.push({ method: request.method, params: request.params });
    const result = answer(request);
    const outcome = result instanceof Error ? { error: { ...result, message: result.message } } : { result };
    return { jsonrpc: '2.0', id: request.id, ...outcome } as TResponse;
  };
  return { rpc: createSolanaRpcFromTransport(transport), asked };
}

/** An error as a node tells it. */
export const refusal = (code: number, message: string) => Object.assign(new Error(message), { code });
