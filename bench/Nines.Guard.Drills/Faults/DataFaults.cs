using System.Globalization;
using Nines.Guard.Drills.Site;
using Nines.Testing.Consistency;

namespace Nines.Guard.Drills.Faults;

/// <summary>Values that are lost, spoiled or put where they do not belong, by a client that may write to Redis.</summary>
internal static class DataFaults
{
    public static IReadOnlyList<DrillFault> All { get; } =
    [
        new("FLUSHALL", FaultEffects.LosesEntries, scene => ChangeAsync(scene, (primary, _) => Ask(scene, primary, "FLUSHALL"))),
        new("DEL", FaultEffects.LosesEntries, scene => ChangeAsync(scene, (primary, names) => Ask(scene, primary, "DEL", Any(scene, names)))),
        new("values forged", FaultEffects.LosesEntries, scene => ChangeAsync(scene, async (primary, names) =>
        {
            foreach (string name in names)
            {
                await Ask(scene, primary, "SET", name, new string('f', 90), "PX", "3000");
            }
        })),
        new("values swapped", FaultEffects.LosesEntries, scene => ChangeAsync(scene, SwapAsync(scene))),
        new("values replayed after a purge", FaultEffects.LosesEntries, ReplayAsync),
        new("epoch forged", FaultEffects.LosesEntries, scene => ChangeAsync(scene, (primary, _) =>
            Ask(scene, primary, "SET", RedisSide.Epoch, string.Create(CultureInfo.InvariantCulture, $"{scene.Random.Next(2, 99)}.1.{new string('0', 64)}")))),
    ];

    private static async Task ChangeAsync(FaultScene scene, Func<int, string[], Task> change)
    {
        int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
        string[] names = await NamesAsync(scene, primary);
        await change(primary, names);
        await scene.WaitAsync(0.7);
    }

    // Each name gets the value of the next, several times over while entries come and go.
    private static Func<int, string[], Task> SwapAsync(FaultScene scene) => async (primary, _) =>
    {
        for (int round = 0; round < 3; round++)
        {
            string[] names = await NamesAsync(scene, primary);
            await Ask(scene, primary, "COPY", names[0], "kept", "REPLACE");
            for (int at = 0; at < names.Length; at++)
            {
                await Ask(scene, primary, "COPY", at + 1 < names.Length ? names[at + 1] : "kept", names[at], "REPLACE");
            }

            await Ask(scene, primary, "DEL", "kept");
            await scene.WaitAsync(0.3);
        }
    };

    // What was there before the purge is put back under the names of after it.
    private static async Task ReplayAsync(FaultScene scene)
    {
        int primary = await scene.Site.Redis.PrimaryAsync(scene.Cancellation);
        string[] names = await NamesAsync(scene, primary);
        foreach (string name in names)
        {
            await Ask(scene, primary, "COPY", name, "kept:" + name, "REPLACE");
        }

        DrillGuard guard = scene.AnyGuard();
        bool isSure = await guard.PurgeAsync(scene.Cancellation);
        long epoch = (await guard.LookAsync(scene.Cancellation))?.Epoch ?? 0;
        scene.Report($"purged by guard {guard.Number}: {(isSure ? "certain" : "not certain")}, epoch {epoch}");
        foreach (string name in names)
        {
            string[] parts = name[RedisSide.Entries.Length..].Split(':', 2);
            string now = string.Create(CultureInfo.InvariantCulture, $"{RedisSide.Entries}{epoch}:{parts[^1]}");
            await Ask(scene, primary, "COPY", "kept:" + name, now, "REPLACE");
        }

        await scene.WaitAsync(0.7);
    }

    // With ten questions under way there are entries soon.
    private static async Task<string[]> NamesAsync(FaultScene scene, int primary)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if (await scene.Site.Redis.NamesAsync(primary, scene.Cancellation) is { Length: > 1 } names
                && names.All(name => name.StartsWith(RedisSide.Entries, StringComparison.Ordinal)))
            {
                return names;
            }

            await scene.WaitAsync(0.1);
        }

        return ["~ng:v:0:{none}", "~ng:v:0:{none-either}"];
    }

    private static string Any(FaultScene scene, string[] names) => names[scene.Random.Next(names.Length)];

    private static Task<string> Ask(FaultScene scene, int server, params string[] command) => scene.Site.Redis.AskAsync(server, scene.Cancellation, command);
}
