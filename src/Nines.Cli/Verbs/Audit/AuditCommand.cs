using System.CommandLine;
using System.CommandLine.Parsing;
using Nines.Audits.Findings;
using Nines.Audits.Fixes;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary><c>nines audit [FILE...]</c>: which failure domain takes which workload down, in the cluster that runs now.</summary>
internal sealed class AuditCommand
{
    private const int MostFiles = 100;
    private const string AllCodes = "all";

    private readonly ClusterOptions _cluster = new();
    private readonly DomainSourceOptions _domains = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Snapshots of nines or what kubectl get -o json or yaml wrote; several are one cluster, - reads standard input. Without a file the current context is audited; where there is none, an embedded example.",
        Arity = new ArgumentArity(0, MostFiles),
    };

    private readonly Option<bool> _complete = new("--complete")
    {
        Description = "The files have all kinds: one without an object means that the cluster has none, which a list of kubectl does not tell.",
    };

    private readonly Option<string[]> _namespace = new("--namespace", "-n")
    {
        Description = "Judge the workloads of this namespace only; may be repeated. [default: all namespaces]",
        HelpName = "NAME",
    };

    private readonly Option<bool> _all = new("--all-namespaces", "-A") { Description = "Judge all namespaces, which is the default." };

    private readonly Option<LabelSelector> _selector = new("--selector", "-l")
    {
        Description = "Judge only workloads with these labels, as kubectl spells them: app=web,tier!=test.",
        HelpName = "SELECTOR",
        CustomParser = Selector,
    };

    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Do not report this code; may be repeated, or several with commas between.", HelpName = "CODE" };

    private readonly Option<FailLevel> _failOn = OptionKinds.Choice<FailLevel>(
        "--fail-on", null, "From which severity on to end with exit code 1; with --baseline only what is new or worse counts. [default: warning]");

    private readonly Option<string?> _baseline = new("--baseline") { Description = "An earlier report (-o json) to compare with: what is new, what is gone.", HelpName = "FILE" };

    private readonly Option<AuditFormat> _output = OptionKinds.Choice<AuditFormat>("--output", "-o", "How to write the answer. [default: text]");

    private readonly Option<string?> _outputFile = new("--output-file") { Description = "Write the answer to this file instead of standard output.", HelpName = "PATH" };

    private readonly Option<string?> _workload = new("--workload")
    {
        Description = "Tell one workload in full, and show it on the map: web, shop/web or shop/Deployment/web.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _rates = new("--rates")
    {
        Description = "How often domains fail and for how long (YAML or JSON), instead of the table of nines.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _fix = new("--fix")
    {
        Description = "Write patches that close exposures into this new or empty folder, each with what simulated placements say it is worth. Nothing is applied.",
        HelpName = "DIR",
    };

    private readonly Option<int> _trials = OptionKinds.Bounded("--trials", "N", 200, 1, FixOptions.MostTrials, "Simulated placements for each fix, before and after.");

    private readonly Option<ulong> _seed = OptionKinds.Bounded("--seed", "N", 1UL, 0UL, ulong.MaxValue, "Repeats what is left to chance.");

    private AuditCommand()
    {
        _failOn.DefaultValueFactory = _ => FailLevel.Warning;
        _ignore.Validators.Add(CheckCodes);
    }

    public static Command Create(CommandHost host)
    {
        var self = new AuditCommand();
        var command = new Command("audit", "Tell which failure domain takes which workload down in a cluster, and what to change.") { self._files };
        self._cluster.AddTo(command);
        self._domains.AddTo(command);
        foreach (Option option in (Option[])[
            self._complete, self._namespace, self._all, self._selector, self._ignore, self._failOn, self._baseline, self._output, self._outputFile, self._workload, self._rates, self._fix, self._trials, self._seed])
        {
            command.Add(option);
        }

        self._files.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.Select(token => token.Value).Where(name => name.Length > 1 && name[0] == '-'))
            {
                string hint = Spelling.Hint(name, command.Options.Select(option => option.Name)) is { } near ? " " + near : "";
                result.AddError($"{name} is not an option of audit.{hint} A file of that name can be given as ./{name}.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(self._all) && result.GetValue(self._namespace) is { Length: > 0 })
            {
                result.AddError("-A and -n contradict each other; give one of them.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(async () => host.Print(await new AuditRun(host, self.Read(parsed)).RunAsync(cancellation)), cancellation));
        return command;
    }

    private AuditRequest Read(ParseResult parsed) => new()
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
        Format = parsed.GetValue(_output),
        OutputFile = parsed.GetValue(_outputFile),
        Workload = parsed.GetValue(_workload),
        Rates = parsed.GetValue(_rates),
        FixFolder = parsed.GetValue(_fix),
        Trials = parsed.GetValue(_trials),
        Seed = parsed.GetValue(_seed),
    };

    private static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static LabelSelector? Selector(ArgumentResult result)
    {
        LabelSelector? selector = SelectorText.Parse(result.Tokens is [{ Value: var only }] ? only : "", out string? fault);
        if (fault is not null)
        {
            result.AddError($"--selector {fault}");
        }

        return selector;
    }

    private static void CheckCodes(OptionResult result)
    {
        foreach (string code in (result.GetValueOrDefault<string[]>() ?? []).SelectMany(Split))
        {
            if (ExposureCatalogue.Find(code.ToUpperInvariant()) is null && !code.Equals(AllCodes, StringComparison.OrdinalIgnoreCase))
            {
                string hint = Spelling.Hint(code.ToUpperInvariant(), ExposureCatalogue.All.Select(kind => kind.Code)) is { } near ? " " + near : "";
                result.AddError($"--ignore: there is no code '{code}'; expected codes such as NINE101.{hint}");
            }
        }
    }
}
