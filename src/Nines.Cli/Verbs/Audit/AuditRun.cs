using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Fixes;
using Nines.Audits.Losses;
using Nines.Cli.Frame;
using Nines.Cli.Shared;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Cli.Verbs.Audit.Fixes;
using Nines.Cli.Verbs.Audit.Formats;
using Nines.Clusters;
using Nines.Text;

namespace Nines.Cli.Verbs.Audit;

/// <summary>Runs <c>nines audit</c>: read the cluster, learn its domains, judge, compare, write patches, render.</summary>
internal sealed class AuditRun(CommandHost host, AuditRequest request)
{
    private const string Undone = "nothing was audited.";

    private readonly List<string> _notes = [];

    public async Task<CommandOutcome> RunAsync(CancellationToken cancellation)
    {
        // What can be refused without reading a cluster is refused first, all of it at once.
        ReadResult<Baseline>? baseline = request.Baseline is { } file ? BaselineReader.Read(file) : null;
        ReadResult<RatesFile>? rates = request.Rates is { } table ? RatesFile.Read(table, host.In, cancellation) : null;
        Diagnostic? folder = request.FixFolder is { } fix ? FixFolder.Refusal(fix) : null;
        Diagnostic? overwritten = request.OutputFile is { } output && request.Files.Any(input => input != "-" && Path.GetFullPath(input) == Path.GetFullPath(output))
            ? new Diagnostic(new SourcePosition(output, 0, 0), "is read and would be written over by --output-file.", "Name another file.")
            : null;
        ImmutableArray<Diagnostic> refusals = [.. overwritten is null ? [] : (Diagnostic[])[overwritten], .. baseline?.Diagnostics ?? [], .. rates?.Diagnostics ?? [], .. folder is null ? [] : (Diagnostic[])[folder]];
        if (!refusals.IsEmpty)
        {
            return CommandOutcome.BadInput(refusals, Undone);
        }

        ReadResult<ClusterSnapshot> snapshot = await AuditSource.ReadAsync(request, host, _notes, cancellation);
        if (!snapshot.IsValid)
        {
            return CommandOutcome.BadInput(snapshot.Diagnostics, Undone);
        }

        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(request.Domains, snapshot.Value, host, cancellation);
        ImmutableArray<Diagnostic> faults =
            [.. domains.Diagnostics, .. SelectionFaults(snapshot.Value), .. domains.IsValid ? rates?.Value?.UnknownKeys(domains.Value.Options) ?? [] : []];
        if (!domains.IsValid || !faults.IsEmpty)
        {
            return CommandOutcome.BadInput(faults, Undone);
        }

        AuditReport report = Auditor.Audit(
            snapshot.Value,
            new AuditOptions
            {
                Domains = domains.Value.Options,
                Judges = IsJudged,
                JudgesNamespace = space => request.Namespaces.IsEmpty || request.Namespaces.Contains(space),
                Rates = rates?.Value?.Rates ?? DomainRates.Default,
                IgnoredCodes = request.Ignored,
                Seed = request.Seed,
            },
            cancellation);
        report = report with { Notes = [.. domains.Value.Notes, .. report.Notes] };
        ReadResult<WorkloadAudit>? focus = request.Workload is { } name ? WorkloadChoice.Find(report, name) : null;
        if (focus is { IsValid: false })
        {
            return CommandOutcome.BadInput(focus.Diagnostics, Undone);
        }

        var answer = new AuditAnswer(report, baseline?.Value is { } before ? BaselineComparison.Of(before, report, request.IsPartial) : null, focus?.Value) { FailOn = request.FailOn };
        WriteFixes(answer, domains.Value, cancellation);
        return Finish(answer);
    }

    private bool IsJudged(Workload workload) =>
        (request.Namespaces.IsEmpty || request.Namespaces.Contains(workload.Name.Namespace)) && request.Selector.Matches(workload.Labels);

    /// <summary>A slip of the pen must not look like a cluster without faults.</summary>
    private Diagnostic[] SelectionFaults(ClusterSnapshot snapshot)
    {
        HashSet<string> spaces = [.. snapshot.Workloads.Select(workload => workload.Name.Namespace)];
        Diagnostic[] missing =
        [
            .. request.Namespaces.Where(space => !spaces.Contains(space)).Select(space => new Diagnostic(
                new SourcePosition("--namespace", 0, 0), $"there is no workload in a namespace '{Sanitizer.Clean(space, 100)}'.", Spelling.Hint(space, spaces.Where(name => Sanitizer.Clean(name) == name)))),
        ];
        return missing.Length == 0 && !request.Selector.Requirements.IsEmpty && !snapshot.Workloads.Any(IsJudged)
            ? [new Diagnostic(new SourcePosition("--selector", 0, 0), "no workload has these labels.", "They are compared with the labels of the workload itself, not with those of its pods.")]
            : missing;
    }

    private void WriteFixes(AuditAnswer answer, DomainKnowledge domains, CancellationToken cancellation)
    {
        if (request.FixFolder is not { } folder)
        {
            return;
        }

        AuditReport report = answer.Focus is { } focus ? answer.Report with { Workloads = [focus], Exposures = answer.Exposures } : answer.Report;
        FixPlan plan = FixPlanner.Plan(report, domains.Options, new FixOptions { Trials = request.Trials, Seed = request.Seed }, cancellation);
        List<string> left = [];
        ImmutableArray<FixFile> files = FixFiles.Of(plan, left);
        if (files.IsEmpty)
        {
            _notes.Add($"nines: there is nothing to patch; {folder} was not made.");
            return;
        }

        FixFolder.Write(folder, files);
        int patches = files.Count(each => each.Command is not null);
        _notes.Add($"nines: wrote {AuditWords.Count(patches, "patch", "patches")} into {folder}; each file says what it closes and how it is applied. Nothing was changed in the cluster.");
        _notes.AddRange(FixWorth.Lines(plan).Concat(plan.Notes).Concat(left).Select(note => $"nines: {Sanitizer.Clean(note)}"));
    }

    private CommandOutcome Finish(AuditAnswer answer)
    {
        string text = AuditRendering.Render(answer, request.Format, host);
        int code = answer.Failing.IsEmpty ? ExitCode.Met : ExitCode.Missed;
        if (request.OutputFile is not { } path)
        {
            return new CommandOutcome(code, text, [.. _notes]);
        }

        File.WriteAllText(path, text);
        _notes.Add($"nines: wrote {path}");
        return new CommandOutcome(code, "", [.. _notes]);
    }
}
