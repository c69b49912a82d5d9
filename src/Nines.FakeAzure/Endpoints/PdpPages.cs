using System.Collections.Immutable;
using Nines.FakeAzure.Tenants;

namespace Nines.FakeAzure.Endpoints;

/// <summary>Rest of an answer that takes several pages; all pages are of one moment.</summary>
internal sealed record PdpPage(ImmutableArray<Decided> Left, TenantSettings Settings, string AnswerId);

/// <summary>Pages that are waiting to be fetched, each once. The oldest are forgotten.</summary>
internal sealed class PdpPages
{
    private const int MaxPages = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PdpPage> _pages = [];
    private readonly Queue<string> _order = [];
    private long _serial;

    public string Keep(PdpPage page)
    {
        lock (_gate)
        {
            string token = $"{++_serial:x8}";
            _pages.Add(token, page);
            _order.Enqueue(token);
            if (_order.Count > MaxPages)
            {
                _pages.Remove(_order.Dequeue());
            }

            return token;
        }
    }

    public PdpPage? Take(string token)
    {
        lock (_gate)
        {
            return _pages.Remove(token, out PdpPage? page) ? page : null;
        }
    }
}
