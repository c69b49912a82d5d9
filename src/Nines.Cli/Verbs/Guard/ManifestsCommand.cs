using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Guard.Composition;
using Nines.Guard.Policy;
using Nines.Guard.Serving;
using Nines.Guard.Setup.Manifests;
using Nines.Text;
using Nines.Yaml;

namespace Nines.Cli.Verbs.Guard;

/// <summary><c>nines guard manifests</c>: what Kubernetes is to run.</summary>
internal static class ManifestsCommand
{
    private const string Nothing = "nothing was written.";
    private const long MostBytes = 1 << 20;

    public static Command Create(CommandHost host)
    {
        var image = new Option<string>("--image") { Description = "The image of nines.", HelpName = "IMAGE", Required = true };
        Option<string> name = Text("--name", "NAME", "nines-guard", "The name of everything.");
        Option<string> space = Text("--namespace", "NAME", "nines-guard", "The namespace.");
        Option<int> replicas = OptionKinds.Bounded("--replicas", "N", ManifestSettings.Quorum, 1, 100, "How many guards.");
        Option<int> most = OptionKinds.Bounded("--max-replicas", "N", 10, 1, 100, "How many guards the autoscaler may run.");
        Option<RedisPlacement> redis = OptionKinds.Choice<RedisPlacement>(
            "--redis", "-r", "Where the shared cache lives: in the guards' pods, in three pods of its own, elsewhere, or nowhere. [default: statefulset]");
        redis.DefaultValueFactory = _ => RedisPlacement.StatefulSet;
        Option<string> redisImage = Text("--redis-image", "IMAGE", "redis:7.2", "The image of Redis, 6.2 or later.");
        var address = new Option<string?>("--cluster-ip") { Description = "A fixed address for the Service: kube-apiserver does not resolve names of Services.", HelpName = "ADDRESS" };
        var networks = new Option<string[]>("--apiserver-network")
        {
            Description = "A network that kube-apiserver calls from; others cannot connect. May be repeated.",
            HelpName = "CIDR",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var config = new Option<string?>("--config") { Description = "Settings of the guard, such as those of Azure; what follows from the manifests is added.", HelpName = "FILE" };
        var policy = new Option<string?>("--policy") { Description = "The policy file; without it the embedded one is written, unless Azure decides.", HelpName = "FILE" };
        var output = new FileOutput();
        var command = new Command("manifests", "Write the manifests of the guard, as a base for kustomize.")
        {
            image, name, space, replicas, most, redis, redisImage, address, networks, config, policy, output.Folder, output.Force,
        };
        command.SetAction(parsed => host.Print(Write(parsed, host, output, new ManifestSettings
        {
            Image = parsed.GetValue(image)!,
            Name = parsed.GetValue(name)!,
            Namespace = parsed.GetValue(space)!,
            Replicas = parsed.GetValue(replicas),
            MostReplicas = parsed.GetValue(most),
            Redis = parsed.GetValue(redis),
            RedisImage = parsed.GetValue(redisImage)!,
            ClusterIp = parsed.GetValue(address),
            ApiServerNetworks = [.. parsed.GetValue(networks) ?? []],
            Guard = new GuardNeeds { SettingsYaml = "" },
        }, parsed.GetValue(config), parsed.GetValue(policy))));
        return command;
    }

    private static CommandOutcome Write(
        ParseResult parsed, CommandHost host, FileOutput output, ManifestSettings settings, string? config, string? policy)
    {
        ImmutableArray<Diagnostic> faults = [.. ManifestFaults.Find(settings).Select(fault => new Diagnostic(new SourcePosition("nines", 0, 0), fault))];
        if (!faults.IsEmpty)
        {
            return CommandOutcome.BadInput(faults, Nothing);
        }

        ReadResult<InputFile>? policyFile = policy is null ? null : InputFile.Read(policy, host.In, MostBytes);
        ReadResult<AccessPolicy>? rules = policyFile is { IsValid: true } ? GuardComposition.ReadPolicy(policyFile.Value.Content, policy!) : null;
        ReadResult<InputFile>? configFile = config is null ? null : InputFile.Read(config, host.In, MostBytes);
        ReadResult<DocumentNode>? document = configFile is { IsValid: true } ? YamlDocument.Parse(configFile.Value.Content, config!) : null;
        faults = [.. policyFile?.Diagnostics ?? [], .. rules?.Diagnostics ?? [], .. configFile?.Diagnostics ?? [], .. document?.Diagnostics ?? []];
        if (!faults.IsEmpty)
        {
            return CommandOutcome.BadInput(faults, Nothing);
        }

        ReadResult<GuardNeeds> needs = ManifestConfig.Create(
            settings, document?.Value, policyFile?.Value is { } read ? Encoding.UTF8.GetString(read.Content) : null, GuardRun.EmbeddedPolicyText());
        return needs.IsValid
            ? output.Write(parsed, ManifestFiles.Create(settings with { Guard = needs.Value }))
            : CommandOutcome.BadInput(needs.Diagnostics, Nothing);
    }

    private static Option<string> Text(string name, string helpName, string value, string description) => new(name)
    {
        Description = $"{description} [default: {value}]",
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };
}
