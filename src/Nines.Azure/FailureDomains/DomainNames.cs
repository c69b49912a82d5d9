using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nines.Domains;

namespace Nines.Azure.FailureDomains;

/// <summary>Naming of the domains that Azure numbers from 0.</summary>
public enum DomainNaming
{
    /// <summary>After the set within which they are counted: <c>aks-apps-1-vmss-z2-0</c>. Machines with equal names are in one domain.</summary>
    Qualified,

    /// <summary>By the number alone, as the labels of AKS have it. Right only where there is one scale set in one zone.</summary>
    Bare,
}

/// <summary>
/// Names domains so that they are equal exactly when they are the same domain. Azure numbers fault and update domains separately in each scale set or
/// availability set, in each zone of it, and in each placement group of a large one. Names fit the values of labels.
/// </summary>
internal static class DomainNames
{
    private const int MaxLength = 63;
    private const int HashLetters = 8;

    public static ImmutableArray<NodeDomains> From(ImmutableArray<MachineDomains> machines, DomainNaming naming)
    {
        Dictionary<string, string> prefixes = naming == DomainNaming.Bare ? [] : Prefixes(machines);
        return [.. machines.Select(machine => new NodeDomains(machine.Node, Values(machine, naming == DomainNaming.Bare ? "" : prefixes.GetValueOrDefault(Scope(machine), ""))))];
    }

    private static ImmutableSortedDictionary<string, string> Values(MachineDomains machine, string prefix)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        void Add(string key, string? value)
        {
            if (value is not null)
            {
                values[key] = value;
            }
        }

        Add(DomainKinds.Region, machine.Region is { } region && IsPlain(region) ? region : null);
        // As the label of AKS has it.
        Add(DomainKinds.Zone, machine is { Zone: { } zone, Region: { } place } && IsPlain(place) ? $"{place}-{zone}" : null);
        Add(DomainKinds.FaultDomain, machine.FaultDomain is { } fault ? $"{prefix}{fault}" : null);
        Add(DomainKinds.UpdateDomain, machine.UpdateDomain is { } update ? $"{prefix}{update}" : null);
        return values.ToImmutable();
    }

    private static Dictionary<string, string> Prefixes(ImmutableArray<MachineDomains> machines)
    {
        MachineDomains[] counted = [.. machines.Where(machine => machine.Group is not null && (machine.FaultDomain ?? machine.UpdateDomain) is not null).DistinctBy(Scope)];
        HashSet<string> sharedNames = [.. counted.Select(machine => machine.Group!).Distinct().GroupBy(Name).Where(name => name.Skip(1).Any()).Select(name => name.Key)];
        Dictionary<string, MachineDomains[]> groups = counted.GroupBy(machine => machine.Group!).ToDictionary(group => group.Key, group => group.ToArray());
        Dictionary<string, string> prefixes = counted.ToDictionary(Scope, machine =>
        {
            MachineDomains[] siblings = groups[machine.Group!];
            bool hasZones = siblings.Select(one => one.Zone).Distinct().Skip(1).Any();
            bool hasPlacements = siblings.Select(one => one.PlacementGroup).Distinct().Skip(1).Any();
            string name = Name(machine.Group!);
            string prefix = string.Concat(
                name,
                sharedNames.Contains(name) ? $"-{Hash(machine.Group!)}" : "",
                hasZones && machine.Zone is { } zone ? $"-z{zone}" : "",
                hasPlacements && machine.PlacementGroup is { } placement ? $"-p{Hash(placement)}" : "",
                "-");

            // Room for three digits.
            return prefix.Length <= MaxLength - 3 && char.IsAsciiLetterOrDigit(prefix[0]) && IsPlain(prefix) ? prefix : Opaque(Scope(machine));
        });

        // A set called a-z1 is not the zone 1 of a set called a.
        foreach (string scope in prefixes.GroupBy(pair => pair.Value).Where(same => same.Skip(1).Any()).SelectMany(same => same.Select(pair => pair.Key)).ToArray())
        {
            prefixes[scope] = Opaque(scope);
        }

        return prefixes;
    }

    private static string Opaque(string scope) => $"set-{Hash(scope)}-";

    private static string Scope(MachineDomains machine) => $"{machine.Group}\n{machine.Zone}\n{machine.PlacementGroup}";

    private static string Name(string group) => group[(group.LastIndexOf('/') + 1)..];

    private static bool IsPlain(string text) => text.Length is > 0 and < MaxLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLetters];
}
