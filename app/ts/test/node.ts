/** A mock node, without a network. */
import { createSolanaRpcFromTransport, type RpcTransport } from '@solana/kit';

/** A request, by its method and its parameters. */
export type Asked = { method: string; params: readonly unknown[] };

/** `answer` returns the result; an `Error` with a `code` becomes a JSON-RPC error. */
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

/** A JSON-RPC error. */
export const refusal = (code: number, message: string) => Object.assign(new Error(message), { code });
