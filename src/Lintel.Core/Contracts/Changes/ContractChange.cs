namespace Lintel.Contracts;

/// <summary>The kinds of differences between two versions of a contract.</summary>
internal enum ContractChangeKind
{
    /// <summary>The later version alone has it.</summary>
    Added,

    /// <summary>The earlier version alone has it.</summary>
    Removed,

    /// <summary>Both have it, and it differs.</summary>
    Changed,
}

/// <summary>A difference between two versions of a contract.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Member">The member of the contract, such as <c>errors</c>.</param>
/// <param name="Name">The code, scope or policy that it is about; null for the member as a whole.</param>
/// <param name="Text">The difference in words, a sentence.</param>
/// <param name="IsBreaking">true if clients that were written for the earlier version may fail; otherwise, false.</param>
internal sealed record ContractChange(ContractChangeKind Kind, string Member, string? Name, string Text, bool IsBreaking);
