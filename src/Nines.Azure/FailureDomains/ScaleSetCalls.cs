using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Azure.FailureDomains;

/// <summary>Result of reading a scale set.</summary>
/// <param name="Set">Null when it could not be read.</param>
/// <param name="Machines">An answer for each instance that was wanted.</param>
/// <param name="Failures">Of the set and its list; those of single machines are with them.</param>
internal sealed record ScaleSetAnswer(ArmSet? Set, Dictionary<string, ArmAnswer<ArmMachine>> Machines, ImmutableArray<ArmFailure> Failures);

/// <summary>Reads the wanted machines of one scale set: by its list as far as that goes, one by one for the rest.</summary>
internal sealed class ScaleSetCalls(ArmSession session, ScaleSetId id)
{
    private const string Expand = "&$expand=instanceView";

    /// <summary>Reads the set and its instances; each wanted instance gets its answer or its failure.</summary>
    /// <param name="wanted">Ids of instances, in lower case.</param>
    public async Task<ScaleSetAnswer> ReadAsync(IReadOnlySet<string> wanted)
    {
        ArmAnswer<ArmSet> set = await session.SetAsync(id);
        ImmutableArray<ArmFailure> failures = set.Failure is { } failure ? [failure] : [];
        Dictionary<string, ArmAnswer<ArmMachine>> machines = new(StringComparer.Ordinal);
        if (set.Failure is { Reason: UnknownReason.NotFound or UnknownReason.SignInFailed or UnknownReason.OutOfTime } gone)
        {
            return new ScaleSetAnswer(null, All(wanted, machines, gone), failures);
        }

        if (set.Value is { IsFlexible: true })
        {
            // Their machines are resources of their own, and the list of the set says less than they do.
            await EachAsync(wanted, machines, instance => SingleCalls.ReadAsync(session, new VirtualMachineId(id.Subscription, id.ResourceGroup, instance)));
            return new ScaleSetAnswer(set.Value, machines, failures);
        }

        ArmFailure? broken = await ListAsync(wanted, machines);
        failures = broken is null ? failures : failures.Add(broken);
        if (broken is { Reason: not UnknownReason.BadAnswer })
        {
            return new ScaleSetAnswer(set.Value, All(wanted, machines, broken), failures);
        }

        HashSet<string> rest = [.. wanted.Where(instance => !machines.TryGetValue(instance, out ArmAnswer<ArmMachine> read) || read.Value is { HasView: false })];
        if (broken is null)
        {
            // The list was read to its end: what it does not name is not there.
            var missing = new ArmFailure(UnknownReason.NotFound, $"The scale set {id} has no such instance (any more).");
            foreach (string instance in rest.Where(instance => !machines.ContainsKey(instance)).ToArray())
            {
                machines[instance] = new ArmAnswer<ArmMachine>(null, missing with { Text = $"The scale set {id} has no instance {Sanitizer.CleanMessage(instance)} (any more)." });
                rest.Remove(instance);
            }
        }

        await EachAsync(rest, machines, instance => ViewAsync(instance, machines.GetValueOrDefault(instance).Value));
        return new ScaleSetAnswer(set.Value, machines, failures);
    }

    /// <returns>The failure that ended the list early; null when it was read to its end or until everything wanted was found.</returns>
    private async Task<ArmFailure?> ListAsync(IReadOnlySet<string> wanted, Dictionary<string, ArmAnswer<ArmMachine>> machines)
    {
        Uri? next = session.Address($"{id.Path}/virtualMachines", Expand);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int pages = 0; next is not null && machines.Count < wanted.Count; pages++)
        {
            if (pages == session.Options.MaxPages || !seen.Add(next.AbsoluteUri))
            {
                return Broken(pages == session.Options.MaxPages ? $"has more than {session.Options.MaxPages:N0} pages" : "comes back to a page that was read before");
            }

            ArmAnswer<ArmPage> page = await session.GetAsync(next, ArmDocuments.Page);
            if (page.Value is not { } read)
            {
                return page.Failure;
            }

            foreach (ArmMachine machine in read.Machines.Where(machine => wanted.Contains(machine.Instance)))
            {
                machines[machine.Instance] = new ArmAnswer<ArmMachine>(machine, null);
            }

            if (read.Next is null)
            {
                return null;
            }

            // The token goes along with the call, so it goes nowhere else.
            next = Uri.TryCreate(read.Next, UriKind.Absolute, out Uri? link) && IsSameServer(link, next) ? link : null;
            if (next is null)
            {
                return Broken($"goes on at another server, '{Sanitizer.CleanMessage(read.Next, 100)}', which was not asked");
            }
        }

        return null;

        ArmFailure Broken(string why) => new(UnknownReason.BadAnswer, $"The list of the scale set {id} {why}.");
    }

    private async Task<ArmAnswer<ArmMachine>> ViewAsync(string instance, ArmMachine? listed)
    {
        ArmAnswer<ArmView> view = await session.GetSingleAsync(
            session.Address($"{id.Path}/virtualMachines/{Uri.EscapeDataString(instance)}/instanceView"), ArmDocuments.View);
        return view.Value is { } domains
            ? new ArmAnswer<ArmMachine>((listed ?? new ArmMachine(instance, false, null, null, null, null, null, id, null)).With(domains), null)
            : new ArmAnswer<ArmMachine>(listed, view.Failure);
    }

    private async Task EachAsync(
        IReadOnlyCollection<string> instances, Dictionary<string, ArmAnswer<ArmMachine>> machines, Func<string, Task<ArmAnswer<ArmMachine>>> read)
    {
        string[] order = [.. instances.Order(StringComparer.Ordinal)];
        ArmAnswer<ArmMachine>[] answers = new ArmAnswer<ArmMachine>[order.Length];
        await Parallel.ForAsync(0, order.Length, new ParallelOptions { MaxDegreeOfParallelism = session.Options.AtOnce }, async (at, _) => answers[at] = await read(order[at]));
        foreach ((string instance, ArmAnswer<ArmMachine> answer) in order.Zip(answers))
        {
            machines[instance] = answer;
        }
    }

    private static Dictionary<string, ArmAnswer<ArmMachine>> All(
        IEnumerable<string> wanted, Dictionary<string, ArmAnswer<ArmMachine>> machines, ArmFailure failure)
    {
        foreach (string instance in wanted)
        {
            machines.TryAdd(instance, new ArmAnswer<ArmMachine>(null, failure));
        }

        return machines;
    }

    private static bool IsSameServer(Uri link, Uri asked) =>
        link.Scheme == asked.Scheme && link.IdnHost.Equals(asked.IdnHost, StringComparison.OrdinalIgnoreCase) && link.Port == asked.Port && link.UserInfo.Length == 0;
}
