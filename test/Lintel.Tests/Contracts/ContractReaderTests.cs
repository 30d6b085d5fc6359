using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class ContractReaderTests
{
    [Fact]
    public void The_default_contract_loads() => Assert.Equal("lintel", Contract.Default.Api);
}
