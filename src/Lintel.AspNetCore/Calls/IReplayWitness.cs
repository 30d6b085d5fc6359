namespace Lintel.AspNetCore;

/// <summary>Metadata of an endpoint that is told where a repeated request is answered in the endpoint's place.</summary>
internal interface IReplayWitness
{
    /// <summary>Notes that a request is answered as the first one with its idempotency key was.</summary>
    ValueTask NoteReplayAsync(ApiCall call);
}
