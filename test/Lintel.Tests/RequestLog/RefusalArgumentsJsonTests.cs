using System.Text;
using Lintel.Requests;

namespace Lintel.Tests.RequestLog;

public sealed class RefusalArgumentsJsonTests : IDisposable
{
    private readonly RefusalArgumentsJson _json = new();

    public void Dispose() => _json.Dispose();

    [Fact]
    public void Argument_that_cannot_be_told_leaves_the_arguments_out_and_the_next_refusal_whole()
    {
        Assert.Empty(Write(Refusal.WithCode("odd", ("what", new Untellable()))));
        Assert.Equal("""{"what":"tea","count":3}""", Write(Refusal.WithCode("odd", ("what", "tea"), ("count", 3))));
    }

    private string Write(Refusal refusal) => Encoding.UTF8.GetString(_json.Write(refusal));

    private sealed class Untellable
    {
        public override string ToString() => throw new NotSupportedException();
    }
}
