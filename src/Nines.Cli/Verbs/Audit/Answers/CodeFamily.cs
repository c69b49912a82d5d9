using System.Collections.Immutable;

namespace Nines.Cli.Verbs.Audit.Answers;

/// <summary>A group of codes with the same first digit, which concern one topic.</summary>
/// <param name="Digit">First digit of the codes.</param>
/// <param name="Title">The topic.</param>
internal sealed record CodeFamily(char Digit, string Title)
{
    public static ImmutableArray<CodeFamily> All { get; } =
    [
        new('1', "Exposure to the loss of a failure domain"),
        new('2', "Disruption budgets"),
        new('3', "Scheduling rules"),
        new('4', "Volumes"),
        new('5', "Autoscaling"),
        new('6', "Pods and services"),
        new('7', "Spare capacity after a loss"),
        new('8', "The cluster"),
    ];

    /// <summary>Name of the group, such as NINE1xx.</summary>
    public string Name => $"NINE{Digit}xx";

    public bool Has(string code) => code.Length > 4 && code[4] == Digit;
}
