using System.Collections.Immutable;
using Nines.Audits.Findings;

namespace Nines.Audits.Rules;

/// <summary>Finds exposures of a few kinds that belong together. Rules hold no state.</summary>
internal interface IFindingRule
{
    /// <summary>The rows of the table that it can find.</summary>
    ImmutableArray<FindingKind> Kinds { get; }

    IEnumerable<Finding> Find(AuditContext context);
}
