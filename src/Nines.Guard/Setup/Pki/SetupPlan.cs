using System.Collections.Immutable;
using System.Globalization;
using Nines.Guard.Files;

namespace Nines.Guard.Setup.Pki;

/// <summary>Files to write, and the steps that an operator has to take afterwards.</summary>
/// <param name="Files">All or none.</param>
/// <param name="Replaces">True when existing files may be replaced; copies of them are kept.</param>
/// <param name="Facts">Results, one line each.</param>
/// <param name="Next">Steps to take, in this order.</param>
internal sealed record SetupPlan(ImmutableArray<OwnedFile> Files, bool Replaces, ImmutableArray<string> Facts, ImmutableArray<string> Next)
{
    /// <summary>A time for messages: to the minute, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
