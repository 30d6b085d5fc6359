using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Cluster;

namespace Lintel.Management.Nodes;

/// <summary>The progress of a change among the nodes.</summary>
internal sealed record ReceiptShape(
    [Range(0, int.MaxValue)][Description("The nodes that have applied the change, those with ended leases included.")] int Applied,
    [Range(0, int.MaxValue)][Description("The nodes whose leases ran when the change was committed.")] int Of,
    [Range(0, int.MaxValue)][Description("The nodes whose leases have ended instead; they ask the store until they have caught up.")] int Fenced,
    [Range(0, int.MaxValue)][Description("The time from the commit until this was known.")] int Milliseconds)
{
    public static ReceiptShape Tell(ChangeReceipt receipt) => new(receipt.Applied, receipt.Of, receipt.Fenced, receipt.Milliseconds);
}

/// <summary>The query of a change as the reference describes it; <see cref="ReceiptWish"/> reads it.</summary>
internal sealed record ReceiptQueryDocument(
    [RegularExpression(ReceiptWish.Form)]
    [Description("How long to wait until all nodes have applied the change, such as 2s or 500ms, at most 10s, which is the default; 0 for not at all.")]
    string? Wait = null);

/// <summary>The wait of a change's caller for the nodes.</summary>
/// <param name="Wait">The longest wait.</param>
internal sealed record ReceiptWish(TimeSpan Wait)
{
    /// <summary>The form of a wait.</summary>
    public const string Form = "^(0|[0-9]{1,2}s|[0-9]{1,5}ms)$";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static ReceiptWish Read(FieldReader fields)
    {
        if (fields.Text("wait", min: 1, max: 10) is not { } text)
        {
            return new ReceiptWish(Longest);
        }

        if (Parse(text) is { } wait && wait <= Longest)
        {
            return new ReceiptWish(wait);
        }

        fields.Fault("wait", "must be 0, or seconds or milliseconds up to 10 s, such as 2s or 500ms");
        return new ReceiptWish(Longest);
    }

    private static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        var isMilliseconds = text.EndsWith("ms", StringComparison.Ordinal);
        if (!isMilliseconds && !text.EndsWith('s'))
        {
            return null;
        }

        return WholeNumberText.TryParse(text.AsSpan(0, text.Length - (isMilliseconds ? 2 : 1)), out int number)
            ? isMilliseconds ? TimeSpan.FromMilliseconds(number) : TimeSpan.FromSeconds(number)
            : null;
    }
}
