using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Snapshot;

/// <summary><c>nines snapshot</c>: saves everything that an audit reads of a cluster, and nothing else, in one file.</summary>
internal sealed class SnapshotVerb : Verb<SnapshotRequest>
{
    private const int MaxFiles = 1000;

    private readonly ClusterOptions _cluster = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Output of kubectl get -o json or -o yaml to make a snapshot of; several files describe one cluster, - reads standard input. Without a file, the live cluster is read.",
        Arity = new ArgumentArity(0, MaxFiles),
    };

    private readonly Option<string?> _outputFile = new("--output-file") { Description = "Write the snapshot to this file instead of standard output.", HelpName = "PATH" };

    private readonly Option<bool> _anonymize = new("--anonymize")
    {
        Description = "Replace your own names (namespaces, nodes, workloads, labels, hosts) by pseudonyms; an audit finds the same in it.",
    };

    private readonly Option<string?> _salt = new("--salt")
    {
        Description = "Makes the pseudonyms of two snapshots the same. Keep it secret: it lets others guess names. [default: a new one each time]",
        HelpName = "TEXT",
    };

    public SnapshotVerb()
        : base("snapshot", "Save everything that an audit reads of a cluster in one file: no secrets, no environment, no commands.")
    {
        Examples =
        [
            "snapshot examples/replica-sets/cluster.json --output-file cluster.json",
            "snapshot examples/replica-sets/cluster.json --anonymize --output-file anonymous.json",
        ];
        Add(_files);
        foreach (Option option in (Option[])[_outputFile, _anonymize, _salt])
        {
            Add(option);
        }

        _cluster.AddTo(this);
        Validators.Add(result =>
        {
            if (result.GetValue(_salt) is not null && !result.GetValue(_anonymize))
            {
                result.AddError("--salt needs --anonymize.");
            }
        });
        RefuseUnknownOptions(_files);
    }

    protected override string Undone => "nothing was written.";

    protected override string Activity => "reading the cluster";

    protected override SnapshotRequest Parse(ParseResult parsed) => new(
        [.. parsed.GetValue(_files) ?? []], parsed.GetValue(_outputFile), parsed.GetValue(_anonymize), parsed.GetValue(_salt), _cluster.Read(parsed));

    protected override Task<VerbResult> RunAsync(SnapshotRequest request, CancellationToken cancellation) =>
        new SnapshotRun(Host, request, Undone).RunAsync(cancellation);
}
