using System.CommandLine;
using Nines.Cli.Frame;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Snapshot;

/// <summary><c>nines snapshot</c>: saves the objects that an audit reads, and nothing else, in one file.</summary>
internal sealed class SnapshotVerb : Verb<SnapshotRequest>
{
    private const int MaxFiles = 1000;

    private readonly ClusterOptions _cluster = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Output of kubectl get -o json or -o yaml. Several files describe one cluster; - reads standard input. Without a file, read the live cluster.",
        Arity = new ArgumentArity(0, MaxFiles),
    };

    private readonly Option<string?> _outputFile = new("--output-file") { Description = "Write the snapshot to this file instead of standard output.", HelpName = "PATH" };

    private readonly Option<bool> _anonymize = new("--anonymize")
    {
        Description = "Replace names (namespaces, nodes, workloads, labels, hosts) by pseudonyms. An audit of the snapshot has the same findings.",
    };

    private readonly Option<string?> _salt = new("--salt")
    {
        Description = "Key of the pseudonyms: two snapshots with the same salt have the same pseudonyms. Keep it secret, since it allows guessing names. [default: random]",
        HelpName = "TEXT",
    };

    public SnapshotVerb()
        : base("snapshot", "Save the objects that an audit reads in one file, without secrets, environment variables and commands.")
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
                result.AddError("--salt requires --anonymize.");
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
