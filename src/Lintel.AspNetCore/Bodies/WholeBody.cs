using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Reads request bodies as a whole, into the memory of their reader, before anything is done with them.</summary>
internal static class WholeBody
{
    /// <summary>
    /// Waits until a body is complete. Its reader is left in the middle of a read: the caller says by <c>AdvanceTo</c> how much of the body it has consumed.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="reader">The reader of the body.</param>
    /// <returns>The body, or the refusal of one that is too large, with which the read has ended.</returns>
    /// <exception cref="BodyException">The body cannot be read.</exception>
    public static async ValueTask<(ReadOnlySequence<byte> Body, Refusal? Refusal)> ReadAsync(ApiCall call, PipeReader reader)
    {
        // A body is parsed from one buffer.
        var limit = Math.Min(BodyLimit.Of(call), Array.MaxLength);
        while (true)
        {
            var result = await NextAsync(call, reader);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                return (default, BodyLimit.TooLarge(limit));
            }

            if (result.IsCompleted)
            {
                call.BodyBytes = result.Buffer.Length;
                return (result.Buffer, null);
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async ValueTask<ReadResult> NextAsync(ApiCall call, PipeReader reader)
    {
        try
        {
            return reader.TryRead(out var result)
                ? result
                : await call.Http.RequestServices.GetRequiredService<BodyDeadline>().ReadAsync(reader, call, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw BodyFailures.Note(call, exception);
        }
    }
}
