using System.Collections.Immutable;
using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Label;

/// <summary><c>nines label</c>: labels nodes with their fault and update domains, so that the scheduler can spread pods over them.</summary>
internal sealed class LabelVerb : Verb<LabelRequest>
{
    private const int MaxFiles = 100;

    private readonly ClusterOptions _cluster = new();
    private readonly DomainSourceOptions _domains = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Snapshots, instead of the live cluster. The labels are then printed as kubectl commands.",
        Arity = new ArgumentArity(0, MaxFiles),
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the labels that would be written. The server validates them and stores nothing." };

    public LabelVerb()
        : base("label", "Label nodes with their fault and update domains, from Azure or a table, so that the scheduler can spread pods over them.")
    {
        Examples = ["label examples/replica-sets/cluster.json --domains-file examples/place/domains.csv"];
        Add(_files);
        Add(_dryRun);
        _domains.AddTo(this);
        _cluster.AddTo(this);
        _domains.RequireNodes(this);
    }

    protected override string Undone => "nothing was labeled.";

    protected override string Activity => "labeling";

    protected override LabelRequest Parse(ParseResult parsed) =>
        new([.. parsed.GetValue(_files) ?? []], _cluster.Read(parsed), _domains.Read(parsed), parsed.GetValue(_dryRun));

    protected override Task<VerbResult> RunAsync(LabelRequest request, CancellationToken cancellation) =>
        new LabelRun(Host, request, Undone).RunAsync(cancellation);
}

/// <summary>Request of <c>nines label</c>.</summary>
/// <param name="Files">Empty for the live cluster.</param>
/// <param name="Cluster">The live cluster.</param>
/// <param name="Domains">Sources of failure domains.</param>
/// <param name="IsDry">True if the server stores nothing.</param>
internal sealed record LabelRequest(ImmutableArray<string> Files, ClusterChoice Cluster, DomainSources Domains, bool IsDry);
