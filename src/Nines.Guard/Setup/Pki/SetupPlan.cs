using System.Collections.Immutable;
using System.Globalization;
using Nines.Guard.Files;

namespace Nines.Guard.Setup.Pki;

/// <summary>What is to be written, and what people have to do then.</summary>
/// <param name="Files">All or none.</param>
/// <param name="Replaces">Whether files that are there may be replaced; copies of them are kept.</param>
/// <param name="Facts">What was made, a line each.</param>
/// <param name="Next">What to do, in this order.</param>
internal sealed record SetupPlan(ImmutableArray<OwnedFile> Files, bool Replaces, ImmutableArray<string> Facts, ImmutableArray<string> Next)
{
    /// <summary>A time for people: to the minute, UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
