namespace Nines.FakeAzure.Tenants;

/// <summary>Names of operations with wildcards: <c>*</c> stands for any text, slashes included. Case does not matter, as in Azure RBAC.</summary>
internal static class ActionPattern
{
    /// <summary>Takes time in the order of the product of the lengths, whatever the pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> action)
    {
        (int at, int here) = (0, 0);
        (int star, int resume) = (-1, 0);
        while (here < action.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at++, here);
            }
            else if (at < pattern.Length && char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(action[here]))
            {
                at++;
                here++;
            }
            else if (star >= 0)
            {
                // The last star takes one letter more; earlier ones never need to.
                (at, here) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }

    public static bool MatchesAny(IReadOnlyList<string>? patterns, string action)
    {
        foreach (string pattern in patterns ?? [])
        {
            if (Matches(pattern, action))
            {
                return true;
            }
        }

        return false;
    }
}
