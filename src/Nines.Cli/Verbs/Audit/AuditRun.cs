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

/// <summary>Runs <c>nines audit</c>: reads the cluster and its failure domains, audits, compares with the baseline, writes patches.</summary>
internal sealed class AuditRun(CommandHost host, AuditRequest request, ICollection<string> notes)
{
    public async Task<ReadResult<AuditAnswer>> RunAsync(CancellationToken cancellation)
    {
        // Errors that can be found without reading a cluster are reported first, all at once.
        ReadResult<Baseline>? baseline = request.Baseline is { } file ? BaselineReader.Read(file) : null;
        ReadResult<RatesFile>? rates = request.Rates is { } table ? RatesFile.Read(table, host.In, cancellation) : null;
        Diagnostic? folder = request.FixFolder is { } fix ? FixFolder.Refusal(fix) : null;
        ImmutableArray<Diagnostic> refusals = [.. baseline?.Diagnostics ?? [], .. rates?.Diagnostics ?? [], .. folder is null ? [] : (Diagnostic[])[folder]];
        if (!refusals.IsEmpty)
        {
            return ReadResult.Failed<AuditAnswer>(refusals);
        }

        ReadResult<ReadCluster> read = await AuditSource.ReadAsync(request, host, notes, cancellation);
        if (!read.IsValid)
        {
            return ReadResult.Failed<AuditAnswer>(read.Diagnostics);
        }

        ClusterSnapshot snapshot = read.Value.Snapshot;
        ReadResult<DomainKnowledge> domains = await DomainInput.ReadAsync(request.Domains, snapshot, host, cancellation);
        ImmutableArray<Diagnostic> faults =
            [.. domains.Diagnostics, .. SelectionFaults(snapshot), .. domains.IsValid ? rates?.Value?.UnknownKeys(domains.Value.Options) ?? [] : []];
        if (!domains.IsValid || !faults.IsEmpty)
        {
            return ReadResult.Failed<AuditAnswer>(faults);
        }

        AuditReport report = Auditor.Audit(
            snapshot,
            new AuditOptions
            {
                Domains = domains.Value.Options,
                IncludesWorkload = IsJudged,
                IncludesNamespace = ns => request.Namespaces.IsEmpty || request.Namespaces.Contains(ns),
                Rates = rates?.Value?.Rates ?? DomainRates.Default,
                IgnoredCodes = request.Ignored,
                Seed = request.Seed,
            },
            cancellation);
        if (AuditSource.DescribeSkipped(report) is { } skipped)
        {
            notes.Add(skipped);
        }

        report = report with { Notes = [.. domains.Value.Notes, .. report.Notes] };
        ReadResult<WorkloadAudit>? focus = request.Workload is { } name ? WorkloadChoice.Find(report, name) : null;
        if (focus is { IsValid: false })
        {
            return ReadResult.Failed<AuditAnswer>(focus.Diagnostics);
        }

        var answer = new AuditAnswer(report, baseline?.Value is { } before ? BaselineComparison.Create(before, report, request.IsPartial) : null, focus?.Value) { FailOn = request.FailOn, Source = read.Value.Source };
        WriteFixes(answer, domains.Value, cancellation);
        return ReadResult.Of(answer);
    }

    private bool IsJudged(Workload workload) =>
        (request.Namespaces.IsEmpty || request.Namespaces.Contains(workload.Name.Namespace)) && request.Selector.Matches(workload.Labels);

    /// <summary>Finds selections without a workload: a misspelled name must not look like a cluster without findings.</summary>
    private Diagnostic[] SelectionFaults(ClusterSnapshot snapshot)
    {
        HashSet<string> namespaces = [.. snapshot.Workloads.Select(workload => workload.Name.Namespace)];
        Diagnostic[] missing =
        [
            .. request.Namespaces.Where(ns => !namespaces.Contains(ns)).Select(ns => new Diagnostic(
                new SourcePosition("--namespace", 0, 0), $"no workload is in a namespace '{Sanitizer.Clean(ns, 100)}'.", Spelling.Hint(ns, namespaces.Where(name => Sanitizer.Clean(name) == name)))),
        ];
        return missing.Length == 0 && !request.Selector.Requirements.IsEmpty && !snapshot.Workloads.Any(IsJudged)
            ? [new Diagnostic(new SourcePosition("--selector", 0, 0), "no workload has these labels.", "The selector applies to the labels of the workload itself, not to those of its pods.")]
            : missing;
    }

    private void WriteFixes(AuditAnswer answer, DomainKnowledge domains, CancellationToken cancellation)
    {
        if (request.FixFolder is not { } folder)
        {
            return;
        }

        AuditReport report = answer.Focus is { } focus ? answer.Report with { Workloads = [focus], Findings = answer.Findings } : answer.Report;
        FixPlan plan = FixPlanner.Plan(report, domains.Options, new FixOptions { Trials = request.Trials, Seed = request.Seed }, cancellation);
        List<string> omitted = [];
        ImmutableArray<FixFile> files = FixFiles.Create(plan, omitted);
        if (files.IsEmpty)
        {
            notes.Add($"nines: no finding can be fixed by a patch; {folder} was not created.");
            return;
        }

        FixFolder.Write(folder, files);
        int patches = files.Count(each => each.Command is not null);
        notes.Add($"nines: wrote {AuditPhrases.Count(patches, "patch", "patches")} into {folder}; each file lists the findings that it fixes and the command that applies it. The cluster was not changed.");
        foreach (string note in FixPhrases.Summary(plan).Concat(plan.Notes).Concat(omitted).Select(each => $"nines: {Sanitizer.Clean(each)}"))
        {
            notes.Add(note);
        }
    }
}
