using System.CommandLine;
using System.CommandLine.Parsing;
using Nines.Audits.Rules;
using Nines.Audits.Fixes;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary><c>nines audit [FILE...]</c>: reports which failure domain takes which workload down.</summary>
internal sealed class AuditVerb : Verb<AuditRequest, AuditAnswer>
{
    private const int MaxFiles = 100;
    private const string AllCodes = "all";

    private readonly ClusterOptions _cluster = new();
    private readonly DomainSourceOptions _domains = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Snapshots of nines, or output of kubectl get -o json or yaml. Several files describe one cluster; - reads standard input. Without a file, audit the current context; without a kubeconfig, an embedded example.",
        Arity = new ArgumentArity(0, MaxFiles),
    };

    private readonly Option<bool> _complete = new("--complete")
    {
        Description = "Assume that the input is complete: the cluster has no object of a kind that the input does not contain.",
    };

    private readonly Option<string[]> _namespace = new("--namespace", "-n")
    {
        Description = "Audit only this namespace. May be repeated. [default: all namespaces]",
        HelpName = "NAME",
    };

    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "Audit all namespaces (the default)." };

    private readonly Option<LabelSelector> _selector = new("--selector", "-l")
    {
        Description = "Audit only workloads with these labels, in the syntax of kubectl: app=web,tier!=test.",
        HelpName = "SELECTOR",
        CustomParser = Selector,
    };

    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Do not report this code. May be repeated, or a list separated by commas.", HelpName = "CODE" };

    private readonly Option<FailLevel> _failOn = OptionKinds.Choice<FailLevel>(
        "--fail-on", null, "Exit with code 1 if a finding has at least this severity; with --baseline only new or worse findings count. [default: warning]");

    private readonly Option<string?> _baseline = new("--baseline") { Description = "Compare with an earlier report (-o json): show new and removed findings.", HelpName = "FILE" };

    private readonly OutputOptions<AuditFormat> _output = new();

    private readonly Option<string?> _workload = new("--workload")
    {
        Description = "Show all details of one workload, and its pods on the map: web, shop/web or shop/Deployment/web.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _rates = new("--rates")
    {
        Description = "Use failure rates and outage durations from this file (YAML or JSON) instead of the built-in table.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _fix = new("--fix")
    {
        Description = "Write patches that fix findings into this new or empty folder, each with its effect in simulated placements. The cluster is not changed.",
        HelpName = "DIR",
    };

    private readonly Option<int> _trials = OptionKinds.Bounded("--trials", "N", 200, 1, FixOptions.MaxTrials, "Number of simulated placements for each fix, before and after.");

    private readonly Option<ulong> _seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Random seed, for reproducible results.");

    public AuditVerb()
        : base("audit", "Report which failure domain takes which workload down in a cluster, and how to fix it.")
    {
        Examples =
        [
            "audit examples/replica-sets/cluster.json",
            "audit examples/replica-sets/cluster.json --workload e",
            "audit examples/replica-sets/cluster.json -o sarif --output-file audit.sarif",
        ];

        // Neither kubeconfig nor identity: a file in a repository must not select the programs that log in.
        ConfigurableOptions =
        [
            "output", "context", "timeout", "namespace", "selector", "ignore", "fail-on", "complete", "domain", "domains-file", "azure", "azure-cloud",
            "rates", "baseline", "trials", "seed",
        ];
        _failOn.DefaultValueFactory = _ => FailLevel.Warning;
        _ignore.Validators.Add(CheckCodes);
        Add(_files);
        _cluster.AddTo(this);
        _domains.AddTo(this);
        foreach (Option option in (Option[])[_complete, _namespace, _all, _selector, _ignore, _failOn, _baseline, _workload, _rates, _fix, _trials, _seed])
        {
            Add(option);
        }

        _output.AddTo(this);
        RefuseUnknownOptions(_files);
        Validators.Add(result =>
        {
            if (result.GetValue(_all) && result.GetValue(_namespace) is { Length: > 0 })
            {
                result.AddError("-A and -n contradict each other; give one of them.");
            }
        });
    }

    public override bool UsesDefault(string option, ParseResult parsed) => option switch
    {
        "context" => parsed.GetValue(_files) is null or [],
        "namespace" => !parsed.GetValue(_all),
        _ => true,
    };

    protected override string Undone => "nothing was audited.";

    protected override string Activity => "auditing";

    protected override AuditRequest Parse(ParseResult parsed) => new()
    {
        Files = [.. parsed.GetValue(_files) ?? []],
        IsComplete = parsed.GetValue(_complete),
        Cluster = _cluster.Read(parsed),
        Domains = _domains.Read(parsed),
        Namespaces = [.. (parsed.GetValue(_namespace) ?? []).SelectMany(Split).Distinct()],
        Selector = parsed.GetValue(_selector) ?? LabelSelector.Everything,
        Ignored = [.. (parsed.GetValue(_ignore) ?? []).SelectMany(Split).Select(code => code.ToUpperInvariant())],
        FailOn = parsed.GetValue(_failOn),
        Baseline = parsed.GetValue(_baseline),
        Output = _output.Read(parsed),
        Workload = parsed.GetValue(_workload),
        Rates = parsed.GetValue(_rates),
        FixFolder = parsed.GetValue(_fix),
        Trials = parsed.GetValue(_trials),
        Seed = parsed.GetValue(_seed),
    };

    protected override Task<ReadResult<AuditAnswer>> GetResultAsync(AuditRequest request, ICollection<string> notes, CancellationToken cancellation) =>
        new AuditRun(Host, request, notes).RunAsync(cancellation);

    protected override string Render(AuditRequest request, AuditAnswer result) => 
        AuditRendering.Render(result, request.Output.Format, Host, OutputStamp.Create(Host, result.Source));

    protected override int GetExitCode(AuditRequest request, AuditAnswer result) => result.Failing.IsEmpty ? ExitCode.Met : ExitCode.Missed;

    private static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static LabelSelector? Selector(ArgumentResult result)
    {
        LabelSelector? selector = SelectorText.Parse(result.Tokens is [{ Value: var only }] ? only : "", out string? error);
        if (error is not null)
        {
            result.AddError($"--selector {error}");
        }

        return selector;
    }

    private static void CheckCodes(OptionResult result)
    {
        foreach (string code in (result.GetValueOrDefault<string[]>() ?? []).SelectMany(Split))
        {
            if (FindingRules.Find(code.ToUpperInvariant()) is null && !code.Equals(AllCodes, StringComparison.OrdinalIgnoreCase))
            {
                string hint = Spelling.Hint(code.ToUpperInvariant(), FindingRules.Kinds.Select(kind => kind.Code)) is { } near ? " " + near : "";
                result.AddError($"--ignore: '{code}' is not a code; expected a code such as NINE101.{hint}");
            }
        }
    }
}
