using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nines.Reliability.Redundancy;

namespace Nines.Audits.Losses;

/// <summary>
/// Which failures take which pods of a workload, without names: workloads whose pods lie alike share one. Pods are numbered in an order that
/// depends on what can take them, so that most that are alike are found to be.
/// </summary>
internal sealed class PodPattern
{
    private PodPattern(int pods, ImmutableArray<GroupLoss> losses, string key) => (Pods, Losses, Key) = (pods, losses, key);

    public int Pods { get; }

    /// <summary>Their kinds are the numbers of axes, of pods the next.</summary>
    public ImmutableArray<GroupLoss> Losses { get; }

    /// <summary>Equal patterns have the same answers.</summary>
    public string Key { get; }

    /// <param name="pods">How many.</param>
    /// <param name="losses">What can take them, by any numbers of theirs.</param>
    public static PodPattern Create(int pods, List<GroupLoss> losses)
    {
        List<string>[] marks = [.. Enumerable.Range(0, pods).Select(_ => new List<string>())];
        foreach (GroupLoss loss in losses)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"{loss.Kind}:{loss.Units.Length}:{loss.Unavailability:R}");
            foreach (int unit in loss.Units)
            {
                marks[unit].Add(mark);
            }
        }

        string[] colours = [.. marks.Select(own =>
        {
            own.Sort(StringComparer.Ordinal);
            return string.Join(' ', own);
        })];

        // Neighbours of pods that look alike may differ; the first loss of each, in turn, puts its pods next to each other.
        int[] order = [.. Enumerable.Range(0, pods).OrderBy(pod => colours[pod], StringComparer.Ordinal)];
        int[] place = new int[pods];
        for (int position = 0; position < pods; position++)
        {
            place[order[position]] = position;
        }

        foreach (GroupLoss loss in losses.OrderBy(loss => loss.Kind).ThenBy(loss => loss.Units.Min(unit => place[unit])).ToList())
        {
            int first = loss.Units.Min(unit => place[unit]);
            foreach (int unit in loss.Units)
            {
                colours[unit] = string.Create(CultureInfo.InvariantCulture, $"{colours[unit]}|{first:D5}");
            }
        }

        order = [.. Enumerable.Range(0, pods).OrderBy(pod => colours[pod], StringComparer.Ordinal)];
        for (int position = 0; position < pods; position++)
        {
            place[order[position]] = position;
        }

        GroupLoss[] numbered =
        [
            .. losses.Select(loss => loss with { Units = [.. loss.Units.Select(unit => place[unit]).Order()] })
                .OrderBy(loss => loss.Kind).ThenBy(loss => loss.Units.Length).ThenBy(loss => loss.Units[0]).ThenBy(loss => loss.Unavailability)
                .ThenBy(loss => loss.Units.Length > 1 ? loss.Units[1] : 0),
        ];
        var key = new StringBuilder().Append(pods);
        foreach (GroupLoss loss in numbered)
        {
            key.Append(CultureInfo.InvariantCulture, $";{loss.Kind}:{loss.Unavailability:R}:").AppendJoin(',', loss.Units);
        }

        return new PodPattern(pods, [.. numbered], key.ToString());
    }
}
