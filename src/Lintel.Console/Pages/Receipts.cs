using Lintel.Management.Nodes;

namespace Lintel.Console;

/// <summary>The progress of a change, in words.</summary>
internal static class Receipts
{
    public static string Tell(ReceiptShape? receipt) => receipt switch
    {
        null => "Whether every node has applied it is not known.",
        { Of: <= 1 } => "It holds from the next request on.",
        _ when receipt.Applied >= receipt.Of => $"All {receipt.Of} nodes have applied it after {receipt.Milliseconds} ms: it holds everywhere.",
        _ => $"{receipt.Applied} of {receipt.Of} nodes have applied it after {receipt.Milliseconds} ms; the others follow.",
    };
}
