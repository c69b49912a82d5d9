using System.Globalization;
using Nines.Testing.Processes;

namespace Nines.Guard.Drills.Site;

/// <summary>
/// The time of day of one guard process, moved from outside by Debian's libfaketime: the program is the one that users run, and its
/// monotonic clock goes on as it was.
/// </summary>
internal sealed class SkewedClock
{
    private const string Library = "libfaketimeMT.so.1";
    private static readonly string[] s_roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
    private static readonly string? s_library = s_roots.Where(Directory.Exists)
        .SelectMany(root => Directory.EnumerateFiles(root, Library, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true }))
        .FirstOrDefault();

    private readonly string _file;

    public SkewedClock(TempFolder folder)
    {
        _file = folder.File("clock");
        Set(TimeSpan.Zero);
    }

    /// <summary>Null when this machine can; otherwise what it lacks.</summary>
    public static string? Missing => s_library is null ? "libfaketime is not installed; tests/install does it" : null;

    /// <summary>For the process.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = s_library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["DONT_FAKE_MONOTONIC"] = "1",

        // With the "fix", waits for a time end at once and the process spins.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>Takes effect at the next look at the clock.</summary>
    public void Set(TimeSpan ahead)
    {
        // Replaced as a whole: it may be read at any moment.
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
