using System.CommandLine;
using Nines.Audits.Losses;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Text;

namespace Nines.Cli.Verbs.Place;

/// <summary>Output formats of a placement study.</summary>
internal enum PlaceFormat
{
    Text,
    Json,
}

/// <summary><c>nines place MANIFEST...</c>: shows where its pods would be placed, and how many would survive the loss of a failure domain.</summary>
internal sealed class PlaceVerb : Verb<PlaceRequest, PlaceAnswer>
{
    private const int MaxFiles = 100;

    private readonly ClusterOptions _cluster = new();
    private readonly DomainSourceOptions _domains = new();
    private readonly OutputOptions<PlaceFormat> _output = new();

    private readonly Argument<string[]> _manifests = new("MANIFEST")
    {
        Description = "Manifests (YAML or JSON) with Deployments, StatefulSets, ReplicaSets or Pods; - reads standard input.",
        Arity = new ArgumentArity(1, MaxFiles),
    };

    private readonly Option<string[]> _snapshot = new("--snapshot")
    {
        Description = "Output of nines snapshot or of kubectl get -o json, instead of the live cluster. May be repeated.",
        HelpName = "FILE",
    };

    private readonly Option<string> _namespace = new("--namespace", "-n")
    {
        Description = "Namespace of objects without one. [default: default]",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<int> _trials = OptionKinds.Bounded("--trials", "N", 200, 1, PlaceOptions.MaxTrials, "Number of simulated placements.");
    private readonly Option<ulong> _seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Random seed, for reproducible results.");
    private readonly Option<int?> _replicas = new("--replicas") { Description = "Number of replicas, instead of the number in the manifests.", HelpName = "N" };
    private readonly Option<int> _show = OptionKinds.Bounded("--show", "N", 10, 0, 10_000, "Number of trials to show one by one.");

    public PlaceVerb()
        : base("place", "Show where the scheduler would place the pods of a manifest, in many simulated trials.")
    {
        Examples =
        [
            "place examples/place/web.yaml --snapshot examples/replica-sets/cluster.json",
            "place examples/place/web.yaml --snapshot examples/replica-sets/cluster.json --replicas 6 --show 3",
        ];
        _replicas.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > PlaceStudy.MaxPods)
            {
                result.AddError($"--replicas is out of its range; expected 0 to {PlaceStudy.MaxPods}.");
            }
        });
        Add(_manifests);
        foreach (Option option in (Option[])[_namespace, _snapshot, _trials, _seed, _replicas, _show])
        {
            Add(option);
        }

        _output.AddTo(this);
        _domains.AddTo(this);
        _cluster.AddTo(this);
    }

    protected override string Undone => "nothing was placed.";

    protected override string Activity => "placing";

    protected override PlaceRequest Parse(ParseResult parsed) => new(
        [.. parsed.GetValue(_manifests) ?? []],
        parsed.GetValue(_namespace)!,
        [.. parsed.GetValue(_snapshot) ?? []],
        _cluster.Read(parsed),
        _domains.Read(parsed),
        new PlaceOptions { Trials = parsed.GetValue(_trials), Seed = parsed.GetValue(_seed), Replicas = parsed.GetValue(_replicas) },
        parsed.GetValue(_show),
        _output.Read(parsed));

    protected override Task<ReadResult<PlaceAnswer>> GetResultAsync(PlaceRequest request, ICollection<string> notes, CancellationToken cancellation) =>
        new PlaceRun(Host, request, notes).RunAsync(cancellation);

    protected override string Render(PlaceRequest request, PlaceAnswer result) => request.Output.Format == PlaceFormat.Json
        ? PlaceJson.Render(result.Report, OutputStamp.Create(Host, result.Source))
        : Terminals.Text(Host, console => new PlaceText(console, request.Shown).Write(result.Report));

    protected override int GetExitCode(PlaceRequest request, PlaceAnswer result) => result.IsSafe ? ExitCode.Met : ExitCode.Missed;
}
