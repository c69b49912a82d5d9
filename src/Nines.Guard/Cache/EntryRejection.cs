namespace Nines.Guard.Cache;

/// <summary>Why a value of the store is not an entry. <see cref="EntryRejections.Name"/> gives the name that metrics and commands show.</summary>
internal enum EntryRejection : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It does not have the form.</summary>
    Malformed,

    /// <summary>It says that it was signed with a key that is not in the ring.</summary>
    UnknownKey,

    /// <summary>Somebody without the key made it, or it was made for another key or before the last purge.</summary>
    Signature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It claims to be good for longer than any entry may be.</summary>
    TooFar,
}
