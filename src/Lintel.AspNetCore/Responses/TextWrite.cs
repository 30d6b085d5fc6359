namespace Lintel.AspNetCore;

/// <summary>
/// Recognizes a text that <c>HttpResponse.WriteAsync(text)</c> writes. It starts, writes and flushes in one go, so its flush stands for a write; any
/// other flush is the application's wish to send at once, also one that resembles a text in part alone.
/// </summary>
internal struct TextWrite
{
    // The framework asks for room for one character in UTF-8.
    private const int RoomForCharacter = 6;

    // WriteAsync asks, and so does the StartAsync that it calls; a plain StartAsync asks once.
    private const int FewestQuestions = 2;

    private CancellationToken _token;
    private byte _questions;
    private bool _isConditional;
    private Step _step;

    private enum Step : byte
    {
        None,
        Started,
        Written,
    }

    /// <summary>True where the response was started and nothing has been written since, which a text never shows.</summary>
    public readonly bool IsOnlyStarted => _step == Step.Started;

    /// <summary>Notes that somebody asks whether the response has started.</summary>
    public void AskStarted() => _questions = (byte)Math.Min(_questions + 1, FewestQuestions);

    public void Start(CancellationToken cancellationToken) =>
        (_token, _isConditional, _questions, _step) = (cancellationToken, _questions == FewestQuestions, 0, Step.Started);

    /// <summary>Notes the flush by which the framework's feature for a stream starts a response, if it is one: before it, a text has asked.</summary>
    /// <returns>True if it is; otherwise, false.</returns>
    public bool StartByFlush(CancellationToken cancellationToken)
    {
        if (_step != Step.None || _questions < FewestQuestions)
        {
            return false;
        }

        Start(cancellationToken);
        return true;
    }

    /// <summary>Notes that somebody asks for room to write.</summary>
    public void AskRoom(int room) => _step = _step != Step.None && room == RoomForCharacter ? Step.Written : Step.None;

    /// <summary>
    /// Notes bytes of a text that come through another body in front of this one, such as those of output caching and compression. The second text of such a
    /// body does not start the response again.
    /// </summary>
    /// <param name="cancellationToken">The token of the pipe writer in front, which is none of the application's.</param>
    /// <returns>True if they are of a text; otherwise, false.</returns>
    public bool Write(CancellationToken cancellationToken)
    {
        if (!(_step == Step.None ? _questions == FewestQuestions : _isConditional))
        {
            return false;
        }

        (_token, _isConditional, _questions, _step) = (cancellationToken, true, 0, Step.Written);
        return true;
    }

    /// <summary>Ends what was started.</summary>
    /// <returns>True if it was a text that the framework wrote; otherwise, false.</returns>
    public bool Flush(CancellationToken cancellationToken)
    {
        var isText = _step == Step.Written && _isConditional && _token == cancellationToken;
        this = default;
        return isText;
    }
}
