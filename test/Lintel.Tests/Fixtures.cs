[assembly: AssemblyFixture(typeof(Lintel.Tests.PostgresServer))]
