using System.Collections.Frozen;
using Nines.Guard.Upstream;

namespace Nines.Guard.Decisions.Rbac;

/// <summary>
/// The operations that Azure lists for clusters, read when a question first needs them. Until then, and while they cannot be read for the
/// first time, such questions are errors: a guess could deny what is allowed.
/// </summary>
internal sealed class OperationCatalogue
{
    /// <summary>A part of its own: its long answers say nothing about how quick decisions are.</summary>
    public const string Part = "operations";

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly IUpstream _upstream;
    private readonly RbacOptions _options;
    private readonly Uri[] _addresses;
    private readonly string _scope;
    private readonly Refreshed<FrozenDictionary<string, OperationTable>> _tables;

    public OperationCatalogue(IUpstream upstream, RbacOptions options, TimeProvider time)
    {
        (_upstream, _options, _scope) = (upstream, options, Prefixes.ManagementScope(options));
        _addresses = [.. Prefixes.Providers(options).Select(provider =>
            new Uri(options.ManagementEndpoint, $"/providers/{provider.Name}/operations?api-version={provider.Version}"))];
        _tables = new(ReadAsync, options.OperationsRefresh, s_retry, s_limit, time);
    }

    /// <summary>The operations below a prefix.</summary>
    /// <exception cref="GuardUnavailableException">They are not known yet.</exception>
    public async ValueTask<OperationTable> GetAsync(string prefix, CancellationToken cancellation) =>
        (await _tables.GetAsync(cancellation))[prefix];

    private async ValueTask<FrozenDictionary<string, OperationTable>> ReadAsync(CancellationToken cancellation)
    {
        List<string> names = [];
        foreach (Uri address in _addresses)
        {
            await ReadAllPagesAsync(address, names, cancellation);
        }

        string cluster = Prefixes.OfCluster(_options.Kind);
        OperationTable own = Table(names, cluster);
        if (own.Resources.IsEmpty)
        {
            throw Unusable($"none of them is below {cluster}");
        }

        // Where fleet members have none of their own, they are the same resources.
        OperationTable members = Table(names, Prefixes.FleetMembers);
        return new Dictionary<string, OperationTable>
        {
            [cluster] = own,
            [Prefixes.FleetMembers] = members.Resources.IsEmpty ? own : members,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private async ValueTask ReadAllPagesAsync(Uri first, List<string> names, CancellationToken cancellation)
    {
        Uri address = first;
        for (int page = 0; page < _options.MaxPages; page++)
        {
            UpstreamAnswer answer = await _upstream.SendAsync(new UpstreamRequest(Part, HttpMethod.Get, address, default, _scope), cancellation);
            if (answer.Status != 200 || !OperationReader.TryRead(answer.Body.Span, names, out string? next))
            {
                throw Unusable($"Azure answered {answer.Status}");
            }

            if (next is null)
            {
                return;
            }

            address = NextPage.Resolve(first, next) ?? throw Unusable("the next page is elsewhere");
        }

        throw Unusable($"there are more than {_options.MaxPages} pages");
    }

    private static OperationTable Table(List<string> names, string prefix) =>
        new(names.Select(name => OperationName.Read(name, prefix)).OfType<KnownOperation>());

    private static GuardUnavailableException Unusable(string why) =>
        new(Part, Unavailability.Lasting, $"{Part}: the list of operations cannot be used: {why}");
}
