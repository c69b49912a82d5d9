using System.Collections.Immutable;
using Nines.Guard.Decisions;

namespace Nines.Guard.Tests.Decisions;

internal static class UserIdentities
{
    extension(UserIdentity)
    {
        public static UserIdentity Named(string name, params ReadOnlySpan<string> groups) =>
            new(name, "", [.. groups], ImmutableDictionary<string, ImmutableArray<string>>.Empty);
    }
}
