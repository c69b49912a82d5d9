using System.Collections.Immutable;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Clusters;
using Nines.Tests.Clusters;

namespace Nines.Tests.Audits.Rules;

/// <summary>What an audit of a snapshot finds of one code.</summary>
internal static class Found
{
    public static ImmutableArray<Finding> Of(string code, SnapshotBuilder builder, AuditOptions? options = null) => Of(code, builder.Build(), options);

    public static ImmutableArray<Finding> Of(string code, ClusterSnapshot snapshot, AuditOptions? options = null)
    {
        AuditReport report = Auditor.Audit(snapshot, options ?? new AuditOptions(), CancellationToken.None);
        return [.. report.Findings.Where(finding => finding.Kind.Code == code)];
    }

    public static Finding One(string code, SnapshotBuilder builder) => Of(code, builder).ShouldHaveSingleItem();

    public static void None(string code, SnapshotBuilder builder) => Of(code, builder).Select(finding => finding.Message).ShouldBeEmpty();
}
