namespace Nines.Reliability.Structure;

/// <summary>What a node of a structure function does. Gate names follow IEC 61025.</summary>
public enum NodeKind
{
    /// <summary>A basic event: true when the component is down.</summary>
    Event,

    /// <summary>A house event that never happens.</summary>
    False,

    /// <summary>A house event that always happens.</summary>
    True,

    /// <summary>True when every argument is true.</summary>
    And,

    /// <summary>True when any argument is true.</summary>
    Or,

    /// <summary>True when at least k arguments are true.</summary>
    AtLeast,

    /// <summary>True when an odd number of arguments is true.</summary>
    Xor,

    /// <summary>True when its one argument is false.</summary>
    Not,
}
