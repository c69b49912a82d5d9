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
        HttpMessageInvoker? framework = plan.Wire == Wire.Http2 ? null : SocketsClient.Invoker(target, plan.Wire == Wire.Http2Batched, reconnects: plan.Wire == Wire.Http1Reconnect);
        Version version = plan.Wire == Wire.Http2Batched ? HttpVersion.Version20 : HttpVersion.Version11;
        return new Callers(
            [.. Enumerable.Range(0, plan.Callers).Select(i => framework is null ? (ReviewClient)new HttpTwoClient(shared[i % shared.Length]) : new SocketsClient(target, framework, version))],
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
