using System.Net;

namespace Nines.Benchmarks.Guard.Load;

/// <summary>The clients of a run, and what they share.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly HttpTwoSlot[] slots;
    private readonly HttpMessageInvoker? invoker;

    private Callers(ReviewClient[] all, HttpTwoSlot[] slots, HttpMessageInvoker? invoker) => (All, this.slots, this.invoker) = (all, slots, invoker);

    public ReviewClient[] All { get; }

    public static Callers Create(LoadTarget target, LoadPlan plan)
    {
        HttpTwoSlot[] shared = plan.Wire == Wire.Http2 ? [.. Enumerable.Range(0, plan.Connections).Select(_ => new HttpTwoSlot(target))] : [];
        HttpMessageInvoker? framework = plan.Wire is Wire.Sockets1 or Wire.Sockets2 ? SocketsClient.Invoker(target, plan.Wire == Wire.Sockets2) : null;
        return new Callers(
            [
                .. Enumerable.Range(0, plan.Callers).Select(i => (ReviewClient)(plan.Wire switch
                {
                    Wire.Http1 => new HttpOneClient(target),
                    Wire.Http1Reconnect => new HttpOneClient(target, reconnect: true),
                    Wire.Http2 => new HttpTwoClient(shared[i % shared.Length]),
                    Wire.Sockets1 => new SocketsClient(target, framework!, HttpVersion.Version11),
                    _ => new SocketsClient(target, framework!, HttpVersion.Version20),
                })),
            ],
            shared,
            framework);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReviewClient client in All)
        {
            await client.DisposeAsync();
        }

        foreach (HttpTwoSlot slot in slots)
        {
            await slot.DisposeAsync();
        }

        invoker?.Dispose();
    }
}
