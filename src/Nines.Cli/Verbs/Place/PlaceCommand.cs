using System.CommandLine;
using Nines.Audits.Losses;
using Nines.Cli.Frame;
using Nines.Cli.Shared;

namespace Nines.Cli.Verbs.Place;

/// <summary>How a study of placements is written.</summary>
internal enum PlaceFormat
{
    Text,
    Json,
}

/// <summary><c>nines place MANIFEST...</c>: where its pods would land, and what the loss of a domain would leave of them.</summary>
internal static class PlaceCommand
{
    private const int MostFiles = 100;

    public static Command Create(CommandHost host)
    {
        var manifests = new Argument<string[]>("MANIFEST")
        {
            Description = "Manifests (YAML or JSON) of Deployments, StatefulSets, ReplicaSets and pods; - reads standard input.",
            Arity = new ArgumentArity(1, MostFiles),
        };
        var snapshot = new Option<string[]>("--snapshot")
        {
            Description = "A file of nines snapshot, or of kubectl get -o json, in place of the live cluster; may be repeated.",
            HelpName = "FILE",
        };
        var space = new Option<string>("--namespace", "-n")
        {
            Description = "The namespace of objects that name none.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "default",
        };
        Option<int> trials = OptionKinds.Bounded("--trials", "N", 200, 1, PlaceOptions.MostTrials, "How often to place them.");
        Option<ulong> seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Repeats the trials.");
        var replicas = new Option<int?>("--replicas") { Description = "In place of the replicas of the manifests.", HelpName = "N" };
        Option<int> show = OptionKinds.Bounded("--show", "N", 10, 0, 10_000, "How many trials to tell one by one.");
        Option<PlaceFormat> output = OptionKinds.Choice<PlaceFormat>("--output", "-o", "How to write the answer. [default: text]");
        replicas.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > PlaceStudy.MostPods)
            {
                result.AddError($"--replicas is out of its range; expected 0 to {PlaceStudy.MostPods}.");
            }
        });
        var cluster = new ClusterOptions();
        var domains = new DomainSourceOptions();
        var command = new Command("place", "Say where pods would land if a manifest were deployed here, in many simulated trials.")
        {
            manifests, space, snapshot, trials, seed, replicas, show, output,
        };
        domains.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellation) => host.Print(await new PlaceRun(host, new PlaceRequest(
            [.. parsed.GetValue(manifests) ?? []],
            parsed.GetValue(space)!,
            [.. parsed.GetValue(snapshot) ?? []],
            cluster.Read(parsed),
            domains.Read(parsed),
            new PlaceOptions { Trials = parsed.GetValue(trials), Seed = parsed.GetValue(seed), Replicas = parsed.GetValue(replicas) },
            parsed.GetValue(show),
            parsed.GetValue(output))).RunAsync(cancellation)));
        return command;
    }
}
