namespace Nines.Guard.Decisions.Entra;

/// <summary>How groups are asked for.</summary>
internal sealed record GraphOptions
{
    /// <summary>The tenant that is asked; part of the name of the answer.</summary>
    public required string Tenant { get; init; }

    /// <summary>Only groups that may be given rights. Azure RBAC knows no others.</summary>
    public bool SecurityGroupsOnly { get; init; } = true;

    /// <summary>How long an answer is kept at most; the limit of the cache holds as well.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Pages of one answer; more are a failure.</summary>
    public int MostPages { get; init; } = 32;

    /// <summary>Groups of one user; Graph itself gives at most 11,000.</summary>
    public int MostGroups { get; init; } = 11_000;
}
