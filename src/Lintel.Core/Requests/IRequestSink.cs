namespace Lintel.Requests;

/// <summary>Takes the record of every finished request without waiting.</summary>
internal interface IRequestSink
{
    /// <summary>Takes a record, or drops and counts it where the queue is full. Never blocks and never throws.</summary>
    void Take(in RequestRecord record);
}
