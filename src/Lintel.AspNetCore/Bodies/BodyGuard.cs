using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>Reads what the operation asks for, from the body or the query string, and notes every fault.</summary>
internal sealed class BodyGuard : IGuard
{
    public ValueTask<Decision> CheckAsync(ApiCall call) =>
        call.BodyDecision is { } known ? ValueTask.FromResult(known) : ReadAsync(call);

    /// <summary>Reads what the operation asks for, once; a limit that counts by it comes here before the stage itself does.</summary>
    public static ValueTask<Decision> ReadAsync(ApiCall call) => call.Operation?.BodyStage switch
    {
        null => ValueTask.FromResult(Decision.Pass),
        { FromQuery: true } stage => ValueTask.FromResult(ReadFields(call, stage, new QuerySource(call.Http.Request.Query))),
        var stage => ReadBodyAsync(call, stage),
    };

    private static async ValueTask<Decision> ReadBodyAsync(ApiCall call, BodyStage stage)
    {
        var request = call.Http.Request;
        if (call.Http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return Refusal.Unreadable(Condition.RequestMalformed, "The request body is empty; a JSON object is expected.");
        }

        if (MediaTypeCheck.Check(request) is { } wrongType)
        {
            return wrongType;
        }

        var sizes = call.Contract.Sizes;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(call.Aborted);
            if (result.Buffer.Length > sizes.Body)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                return SizeCheck.BodyTooLarge(sizes);
            }

            if (result.IsCompleted)
            {
                call.BodyBytes = result.Buffer.Length;
                return Parse(call, stage, reader, result.Buffer);
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static Decision Parse(ApiCall call, BodyStage stage, PipeReader reader, ReadOnlySequence<byte> body)
    {
        var rented = body.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            var bytes = body.First;
            if (rented is not null)
            {
                body.CopyTo(rented);
                bytes = rented.AsMemory(0, (int)body.Length);
            }

            if (!JsonBody.TryParse(bytes, call.Contract.Sizes.Depth, out var document, out var refusal))
            {
                return refusal;
            }

            using (document)
            {
                return ReadFields(call, stage, new JsonSource(document.RootElement));
            }
        }
        finally
        {
            reader.AdvanceTo(body.End);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private static Decision ReadFields(ApiCall call, BodyStage stage, FieldSource source)
    {
        var faults = new List<FieldFault>();
        var fields = new FieldReader(call, source, string.Empty, faults);
        var value = stage.Read(fields);
        fields.RefuseUnknown();
        if (faults.Count > 0)
        {
            return Refusal.Invalid(faults);
        }

        call.SetBody(value);
        return Decision.Pass;
    }
}
