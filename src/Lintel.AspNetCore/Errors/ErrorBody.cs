using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Writes error bodies into one buffer. Whoever is refused often is refused by the same object each time, such as a key over its limit, and then the body
/// before is the same but for the request id, which is replaced. Not for several threads at once.
/// </summary>
internal sealed class ErrorBody
{
    private const int LargestKept = 16 * 1024;

    private readonly List<int> _ids = [];
    private ArrayBufferWriter<byte> _buffer = new(1024);
    private ErrorTemplate? _template;
    private Refusal? _refusal;
    private string _requestId = string.Empty;
    private string _reference = string.Empty;

    /// <summary>The body that was written last.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>The body that a definition makes of a refusal. Holds until the next call.</summary>
    public ReadOnlySpan<byte> Write(ErrorTemplate template, in ErrorContext context)
    {
        if (ReferenceEquals(template, _template)
            && !template.NamesRequest
            && ReferenceEquals(context.Refusal, _refusal)
            && context.RequestId.Length == _requestId.Length
            && string.Equals(context.Reference, _reference, StringComparison.Ordinal))
        {
            ReplaceId(context.RequestId);
        }
        else
        {
            WriteAnew(template, context);
        }

        _requestId = context.RequestId;
        return _buffer.WrittenSpan;
    }

    private void WriteAnew(ErrorTemplate template, in ErrorContext context)
    {
        if (_buffer.Capacity > LargestKept)
        {
            _buffer = new ArrayBufferWriter<byte>(1024);
        }

        // Only what was written to its end is taken for the body before.
        _template = null;
        _buffer.ResetWrittenCount();
        template.Write(_buffer, context);
        _ids.Clear();
        (_template, _refusal, _reference) = (template, context.Refusal, context.Reference);
    }

    /// <remarks>Ids are ASCII. None comes twice, so what looks like the last one in the body is that one.</remarks>
    private void FindIds(string last)
    {
        Span<byte> id = stackalloc byte[last.Length];
        Encoding.ASCII.GetBytes(last, id);
        var body = _buffer.WrittenSpan;
        var searched = 0;
        while (body[searched..].IndexOf(id) is >= 0 and var ahead)
        {
            _ids.Add(searched + ahead);
            searched += ahead + id.Length;
        }
    }

    private void ReplaceId(string requestId)
    {
        if (_ids.Count == 0)
        {
            FindIds(_requestId);
        }

        var body = MemoryMarshal.AsMemory(_buffer.WrittenMemory).Span;
        foreach (var at in _ids)
        {
            Encoding.ASCII.GetBytes(requestId, body[at..]);
        }
    }
}
