using System.Buffers;
using Lintel.Requests;

namespace Lintel.Contracts;

/// <summary>An error body, compiled to constant UTF-8 segments with holes.</summary>
public sealed class ErrorTemplate
{
    /// <summary>Writes the body. A row whose only hole is the request id allocates nothing.</summary>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="refusal">What fills the other holes.</param>
    public void Write(IBufferWriter<byte> output, string requestId, Refusal refusal) => throw new NotSupportedException(requestId + refusal + output);

    /// <summary>The public message with its placeholders filled, for the request log and for tests.</summary>
    public string FormatMessage(Refusal refusal) => throw new NotSupportedException(refusal.ToString());
}
