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

/// <summary><c>nines guard manifests</c>: the objects that Kubernetes runs.</summary>
internal sealed class ManifestsVerb : FilesVerb<ManifestsRequest>
{
    private const long MaxBytes = 1 << 20;

    private readonly Option<string> _image = new Option<string>("--image") { Description = "The image of nines.", HelpName = "IMAGE", Required = true };

    private readonly Option<string> _name = Text("--name", "NAME", "nines-guard", "The name of everything.");

    private readonly Option<string> _namespace = Text("--namespace", "NAME", "nines-guard", "The namespace.");

    private readonly Option<int> _replicas = OptionKinds.Bounded("--replicas", "N", ManifestSettings.Quorum, 1, 100, "How many guards.");

    private readonly Option<int> _maxReplicas = OptionKinds.Bounded("--max-replicas", "N", 10, 1, 100, "How many guards the autoscaler may run.");

    private readonly Option<RedisPlacement> _redis = OptionKinds.Choice<RedisPlacement>(
        "--redis", "-r", "Where the shared cache lives: in the guards' pods, in three pods of its own, elsewhere, or nowhere. [default: statefulset]");

    private readonly Option<string> _redisImage = Text("--redis-image", "IMAGE", "redis:7.2", "The image of Redis, 6.2 or later.");

    private readonly Option<string?> _address = new Option<string?>("--cluster-ip") { Description = "A fixed address for the Service: kube-apiserver does not resolve names of Services.", HelpName = "ADDRESS" };

    private readonly Option<string[]> _networks = new Option<string[]>("--apiserver-network")
    {
        Description = "A network that kube-apiserver calls from; others cannot connect. May be repeated.",
        HelpName = "CIDR",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _config = new Option<string?>("--config") { Description = "Settings of the guard, such as those of Azure; what follows from the manifests is added.", HelpName = "FILE" };

    private readonly Option<string?> _policy = new Option<string?>("--policy") { Description = "The policy file; without it the embedded one is written, unless Azure decides.", HelpName = "FILE" };

    public ManifestsVerb()
        : base("manifests", "Write the manifests of the guard, as a base for kustomize.")
    {
        Examples =
        [
            "guard manifests --image registry.example.org/nines:1.0",
            "guard manifests --image registry.example.org/nines:1.0 --policy examples/guard/policy.yaml --out manifests",
        ];
        _redis.DefaultValueFactory = _ => RedisPlacement.StatefulSet;
        foreach (Option option in (Option[])[
            _image, _name, _namespace, _replicas, _maxReplicas, _redis, _redisImage, _address, _networks, _config, _policy, Folder, Force])
        {
            Add(option);
        }
    }

    protected override ManifestsRequest ParseSettings(ParseResult parsed) => new(
        new ManifestSettings
        {
            Image = parsed.GetValue(_image)!,
            Name = parsed.GetValue(_name)!,
            Namespace = parsed.GetValue(_namespace)!,
            Replicas = parsed.GetValue(_replicas),
            MaxReplicas = parsed.GetValue(_maxReplicas),
            Redis = parsed.GetValue(_redis),
            RedisImage = parsed.GetValue(_redisImage)!,
            ClusterIp = parsed.GetValue(_address),
            ApiServerNetworks = [.. parsed.GetValue(_networks) ?? []],
            Guard = new GuardNeeds { SettingsYaml = "" },
        },
        parsed.GetValue(_config),
        parsed.GetValue(_policy));

    protected override ReadResult<FileSet> Create(ManifestsRequest request)
    {
        ManifestSettings settings = request.Settings;
        ImmutableArray<Diagnostic> errors = [.. ManifestFaults.Find(settings).Select(error => new Diagnostic(new SourcePosition("nines", 0, 0), error))];
        if (!errors.IsEmpty)
        {
            return ReadResult.Failed<FileSet>(errors);
        }

        ReadResult<InputFile>? policyFile = request.Policy is { } policy ? InputFile.Read(policy, Host.In, MaxBytes) : null;
        ReadResult<AccessPolicy>? rules = policyFile is { IsValid: true } ? GuardComposition.ReadPolicy(policyFile.Value.Content, request.Policy!) : null;
        ReadResult<InputFile>? configFile = request.Config is { } config ? InputFile.Read(config, Host.In, MaxBytes) : null;
        ReadResult<DocumentNode>? document = configFile is { IsValid: true } ? YamlDocument.Parse(configFile.Value.Content, request.Config!) : null;
        errors = [.. policyFile?.Diagnostics ?? [], .. rules?.Diagnostics ?? [], .. configFile?.Diagnostics ?? [], .. document?.Diagnostics ?? []];
        if (!errors.IsEmpty)
        {
            return ReadResult.Failed<FileSet>(errors);
        }

        ReadResult<GuardNeeds> needs = ManifestConfig.Create(
            settings, document?.Value, policyFile?.Value is { } read ? Encoding.UTF8.GetString(read.Content) : null, GuardRun.EmbeddedPolicyText());
        return needs.IsValid
            ? ReadResult.Of(new FileSet(ManifestFiles.Create(settings with { Guard = needs.Value })))
            : ReadResult.Failed<FileSet>(needs.Diagnostics);
    }

    private static Option<string> Text(string name, string helpName, string value, string description) => new(name)
    {
        Description = $"{description} [default: {value}]",
        HelpName = helpName,
        DefaultValueFactory = _ => value,
    };
}

/// <summary>Settings of the manifests, and the files that they include.</summary>
/// <param name="Settings">Without what follows from the files.</param>
/// <param name="Config">Settings file of the guard; null for none.</param>
/// <param name="Policy">Policy file; null for the embedded one.</param>
internal sealed record ManifestsRequest(ManifestSettings Settings, string? Config, string? Policy);
